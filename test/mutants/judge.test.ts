import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { mutantsOf } from './draw.ts';
import { Judge } from './judge.ts';
import { importsIn } from './related-tests.ts';
import { inWords } from './score.ts';

const root = join(import.meta.dirname, '..', '..');
const FILE = 'consumers/bridge/watermark.ts';
const judge = new Judge(root, importsIn(root));
afterAll(() => judge.close());
const mutants = mutantsOf(FILE, readFileSync(join(root, FILE), 'utf8'));

it('a file is tried on the tests that load it, its own first', () => {
  const { testsOf } = importsIn(root);
  const tests = testsOf(join(root, FILE)).map((path) => path.slice(root.length + 1));
  expect(tests[0]).toBe('test/consumers/bridge/watermark.test.ts');
  expect(tests).toContain('test/consumers/bridge/partition.test.ts');
  expect(tests).not.toContain('test/consumers/bridge/letter-state.test.ts');
});

it('a change that matters is noticed, one that does not survives, and the code as it is passes', async () => {
  const control = await judge.control(FILE);
  expect(Object.keys(control.longestMs).length).toBeGreaterThan(1);
  const wrong = mutants.find(({ code }) => code === 'begun + 1n')!;
  expect((await judge.judge(wrong, control)).noticed).toContain('expect(received)');
  const none = { ...mutants[0]!, start: 0, end: 0, instead: '/* nothing */' };
  expect(await judge.judge(none, control)).toEqual({ mutant: none, noticed: undefined });
}, 120_000);

it('one that never ends is noticed, and the next one is judged all the same', async () => {
  const control = await judge.control(FILE);
  const endless = { ...mutants[0]!, start: 0, end: 0, instead: 'for (;;);' };
  expect((await judge.judge(endless, control)).noticed).toBe('the tests never end');
  expect((await judge.judge(mutants[0]!, control)).noticed).toBeDefined();
}, 120_000);

it('survivors are told with their reasons, and the scores of both folders', () => {
  const [one, other] = mutants;
  const verdicts = [
    { mutant: one!, noticed: 'why' },
    { mutant: other!, noticed: undefined },
  ];
  const words = inWords(verdicts, ['consumers/bridge', 'elsewhere'], {});
  expect(words[0]).toMatch(/^consumers\/bridge\/watermark.ts:\d+ {2}/);
  expect(words.slice(1)).toEqual(['    NOT NAMED', 'consumers/bridge: 1 of 2 noticed, 50 %']);
});
