import { expect, it } from '@jest/globals';
import { ignore, type Signal } from '../../consumers/command.ts';
import { checkSize } from '../../consumers/size-limits.ts';

const command = (about: Partial<Signal> = {}): Signal => ({
  kind: 'signal',
  workflowId: 'order-1',
  signal: 'placed',
  args: [{}],
  ...about,
});
const MIB = 1024 * 1024;

it.each([
  ['an ordinary command', command(), undefined],
  ['nothing to do', ignore('test'), undefined],
  ['a workflow id of 1,000 bytes', command({ workflowId: 'x'.repeat(1_000) }), undefined],
  ['a workflow id of 1,001 bytes', command({ workflowId: 'x'.repeat(1_001) }), 'oversize'],
  ['a workflow id of 600 characters and 1,200 bytes', command({ workflowId: 'é'.repeat(600) }), 'oversize'],
  ['an event of 2 MiB as JSON', command({ args: ['x'.repeat(2 * MIB - 2)] }), undefined],
  ['an event of one byte more', command({ args: ['x'.repeat(2 * MIB - 1)] }), 'oversize'],
])('%s: %#', (_, subject, reason) => {
  expect(checkSize(subject)?.reason).toBe(reason);
});
