import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, it } from '@jest/globals';
import { page, pages, proseOf, type Page } from './pages.ts';

const root = join(import.meta.dirname, '..', '..');

/** The targets of a document's links into this repository. */
const linksOf = (from: Page): string[] =>
  [...proseOf(from).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^\w+:/.test(target));

/** The anchors that GitHub gives the headings of a document. */
const anchorsOf = (to: Page): string[] =>
  [...proseOf(to).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The file or folder that a link leads to, by its path from the root, and the anchor in it. */
function targetOf(from: Page, link: string): { path: string; anchor: string | undefined } {
  const [file = '', anchor] = link.split('#');
  return { path: file === '' ? from.path : posix.join(dirname(from.path), file), anchor };
}

it.each(pages)('every link in $path leads to something in this repository', (from) => {
  const broken = linksOf(from).filter((link) => {
    const { path, anchor } = targetOf(from, link);
    if (path.startsWith('..') || !existsSync(join(root, path))) return true;
    return anchor !== undefined && !anchorsOf(page(path)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

it('the README leads to every document', () => {
  const readme = page('README.md');
  const linked = linksOf(readme).map((link) => targetOf(readme, link).path);
  expect(pages.map(({ path }) => path).filter((path) => !linked.includes(path))).toEqual(['README.md']);
});
