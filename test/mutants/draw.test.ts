import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allMutants, FOLDERS, mutantsOf, sampleOf } from './draw.ts';
import { mutated, nameOf } from './mutant.ts';
import { namedMutants } from './named.ts';

const root = join(import.meta.dirname, '..', '..');

/** All that become of a piece of code. */
const becomes = (code: string): string[] => mutantsOf('f.ts', code).map((mutant) => mutated(code, mutant));

describe('a mutant is one change of', () => {
  it.each([
    ['a comparison', 'a < b;', ['a <= b;', 'a >= b;']],
    ['an equality', 'a === b;', ['a !== b;']],
    ['a sum', 'x = a + 1;', ['x = a - 1;']],
    ['a decision', 'x = a && b;', ['x = (a) || (b);']],
    ['a default', 'x = a ?? b;', ['x = (a) && (b);']],
    ['a negation', 'x = !a;', ['x = a;']],
    ['a choice', 'x = a ? b : c;', ['x = true ? b : c;', 'x = false ? b : c;']],
    ['a truth', 'const x = true;', ['const x = false;']],
    ['a list', 'const x = [a];', ['const x = [];']],
    ['an object', 'const x = { a, ...b };', ['const x = {  ...b };', 'const x = { a,  };']],
    ['a method', 'const x = a.some(b);', ['const x = a.every(b);']],
    ['a selection', 'const x = a.filter(b);', ['const x = a;']],
    ['a count', 'x += 1;', ['x -= 1;']],
  ])('%s', (_, code, expected) => {
    expect(becomes(code)).toEqual(expect.arrayContaining(expected));
  });

  it('a statement, a condition and a body', () => {
    const code = 'function f() { if (a) return 1; b(); return 2; }';
    expect(becomes(code)).toEqual([
      'function f() {}',
      'function f() { if (true) return 1; b(); return 2; }',
      'function f() { if (false) return 1; b(); return 2; }',
      'function f() { if (a) ; b(); return 2; }',
      'function f() { if (a) return 1; ; return 2; }',
    ]);
  });

  it.each([
    "import { a } from './a.ts';",
    'interface A { readonly a: boolean }',
    "const x = 'a' + b;",
    'const x = a.toString();',
  ])('and of nothing else: %s', (code) => {
    expect(becomes(code)).toEqual([]);
  });
});

it('both folders have hundreds, each with a name of its own', () => {
  const all = allMutants(root);
  for (const folder of FOLDERS)
    expect(all.filter(({ file }) => file.startsWith(folder)).length).toBeGreaterThan(300);
  expect(new Set(all.map(nameOf)).size).toBe(all.length);
});

it('a sample is the same for the same seed', () => {
  const all = allMutants(root, ['consumers/bridge']);
  const drawn = sampleOf(all, 30, 7);
  expect(new Set(drawn).size).toBe(30);
  expect(sampleOf(all, 30, 7)).toEqual(drawn);
  expect(sampleOf(all, 30, 8)).not.toEqual(drawn);
  expect(sampleOf(all, 100_000, 7)).toEqual(all);
});

it('the lines that are always tried are there', () => {
  expect(namedMutants(root).length).toBeGreaterThanOrEqual(7);
});
