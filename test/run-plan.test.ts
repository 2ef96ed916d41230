import { expect, it } from '@jest/globals';
import { planOf } from './run-plan.ts';

const namesOf = (...argv: string[]) => planOf(argv).groups.map((group) => group.map(({ name }) => name));
const QUICK = ['unit', 'integration 1', 'integration 2', 'integration 3', 'laws'];

it.each([
  [[], 'quick', [QUICK]],
  [['--all'], 'all', [QUICK, ['containers']]],
  [['--all', '--rest'], 'slow', [QUICK, ['containers']]],
  [['unit'], 'all', [['unit']]],
  [['unit', 'test/docs'], 'all', [['unit']]],
  [['postgresql', 'laws/l01'], 'all', [['postgresql']]],
  [['test/docs'], 'all', [['unit'], ['integration'], ['laws'], ['cluster'], ['containers']]],
] as const)('%j runs %s files', (argv, files, groups) => {
  expect(planOf(argv).files).toBe(files);
  expect(namesOf(...argv)).toEqual(groups);
});

it('the parts of integration share out its files', () => {
  const shards = planOf([])
    .groups.flat()
    .filter(({ name }) => name.startsWith('integration'))
    .map(({ args }) => args.find((arg) => arg.startsWith('--shard')));
  expect(shards).toEqual(['--shard=1/3', '--shard=2/3', '--shard=3/3']);
});

it('passes on a path, and not its own options', () => {
  const [part] = planOf(['laws', 'test/laws/l01']).groups.flat();
  expect(part!.args.at(-1)).toBe('test/laws/l01');
  expect(
    planOf(['--all'])
      .groups.flat()
      .flatMap(({ args }) => args),
  ).not.toContain('--all');
});
