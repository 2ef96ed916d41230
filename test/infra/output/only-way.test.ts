import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..', '..');
const FOLDERS = ['schemas', 'workflows', 'activities', 'consumers', 'infra'];
/** What writes to a terminal: print.ts for all, and what never shows a text of a record or a server. */
const WRITERS = [
  'infra/output/print.ts',
  // Draws a table over itself, of cells that are printable.
  'infra/demo/board.ts',
  'infra/bin.mjs',
  'infra/health-check.mjs',
];
const OWN_TEXTS = /^infra\/(stack\/.*\.mjs|stack\/stack\.ts|checkout\/.*)$/;

it('only infra/output/print.ts writes what a command prints, so that all of it is printable', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  ).filter((name) => /\.(ts|mjs)$/.test(name) && !WRITERS.includes(name) && !OWN_TEXTS.test(name));
  const writers = files.filter((name) =>
    /\b(stdout|stderr)\.write\(|\bconsole\./.test(readFileSync(join(root, name), 'utf8')),
  );
  expect(writers).toEqual([]);
});
