import { open } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readPage, type PageLimits } from '../../activities/read-page.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const LIMITS: PageLimits = { lines: 3, bytes: 1_000_000, lineBytes: 100 };
const path = join(temporaryFolder(), 'file');

/** The lines of each page of a file, from its beginning to its end. */
async function pagesOf(content: string | Buffer, limits: Partial<PageLimits> = {}) {
  writeFileSync(path, content);
  const file = await open(path);
  const pages: (string | undefined)[][] = [];
  for (let start = 0, isLast = false; !isLast;) {
    const page = await readPage(file, start, { ...LIMITS, ...limits });
    pages.push(page.lines.map((line) => line?.toString()));
    start = page.end;
    ({ isLast } = page);
  }
  await file.close();
  return pages;
}

describe('the pages of a file have every line once', () => {
  it.each([
    ['an empty file', '', [[]]],
    ['a last line without an end', 'a\nb', [['a', 'b']]],
    ['a last line with an end', 'a\nb\n', [['a', 'b']]],
    ['empty lines', '\n\na', [['', '', 'a']]],
    ['more lines than a page', 'a\nb\nc\nd', [['a', 'b', 'c'], ['d']]],
    ['as many lines as a page', 'a\nb\nc\n', [['a', 'b', 'c'], []]],
  ])('%s', async (_, content, pages) => {
    expect(await pagesOf(content)).toEqual(pages);
  });

  it('over the borders of what is read at once', async () => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `line-${at}`);
    const pages = await pagesOf(lines.join('\n'), { lines: 7_000 });
    expect(pages).toHaveLength(5);
    expect(pages.flat()).toEqual(lines);
  });
});

it('a page ends after the line with which it has bytes enough', async () => {
  expect(await pagesOf('aaaa\nbbbb\ncccc', { bytes: 6 })).toEqual([['aaaa', 'bbbb'], ['cccc']]);
});

it('a line that is too long is not kept, and the next one is whole', async () => {
  const long = 'x'.repeat(200_000);
  expect(await pagesOf(`a\n${long}\nb`)).toEqual([['a', undefined, 'b']]);
  expect(await pagesOf(`a\n${long}`)).toEqual([['a', undefined]]);
});

it('a line may have exactly the limit of bytes, and not one more', async () => {
  expect(await pagesOf(`${'x'.repeat(100)}\n${'y'.repeat(101)}\n`)).toEqual([['x'.repeat(100), undefined]]);
});
