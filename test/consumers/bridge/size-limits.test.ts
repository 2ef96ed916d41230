import { expect, it } from '@jest/globals';
import { ignore, signalWithStart, start, type Signal } from '../../../consumers/bridge/command.ts';
import { checkSize } from '../../../consumers/bridge/size-limits.ts';

const command = (about: Partial<Signal> = {}): Signal => ({
  kind: 'signal',
  workflowId: 'order-1',
  signal: 'placed',
  args: [{}],
  ...about,
});
const started = (about: object) => start('W', { workflowId: 'w', taskQueue: 'q', args: [], ...about });
/** What Temporal takes of an event, which it gets together with its header, and hands on wrapped. */
const LARGEST = 2 * 1024 * 1024 - 64 * 1024;
const large = 'x'.repeat(LARGEST - 2);
/** What is left of a request behind two of the largest events. */
const rest = 'x'.repeat(64 * 1024 - 2);
const both = (args: unknown[], workflowArgs: unknown[]) =>
  signalWithStart('W', 's', { workflowId: 'w', taskQueue: 'q', args, workflowArgs });

it.each([
  ['an ordinary command', command(), undefined],
  ['nothing to do', ignore('test'), undefined],
  ['a workflow id of 255 bytes', command({ workflowId: 'x'.repeat(255) }), undefined],
  ['a workflow id of 256 bytes', command({ workflowId: 'x'.repeat(256) }), 'oversize'],
  ['a workflow id of 600 characters and 1,200 bytes', command({ workflowId: 'é'.repeat(600) }), 'oversize'],
  ['a task queue of 256 bytes', started({ taskQueue: 'x'.repeat(256) }), 'oversize'],
  ['a workflow type of 256 bytes', { ...started({}), workflowType: 'x'.repeat(256) }, 'oversize'],
  ['the largest memo', started({ memo: { a: 'x'.repeat(65_535 - 67) } }), undefined],
  ['a memo of one byte more', started({ memo: { a: 'x'.repeat(65_535 - 66) } }), 'oversize'],
  ['a memo that JSON cannot hold', started({ memo: { a: 1n } }), 'invalid'],
  ['an argument that JSON cannot hold', command({ args: [1n] }), 'invalid'],
  ['an argument that is left out', command({ args: [{}, undefined] }), undefined],
  ['the largest event', command({ args: [large] }), undefined],
  ['an event of one byte more', command({ args: [`${large}x`] }), 'oversize'],
  ['an event of one byte more beside a small one', command({ args: [{}, `${large}x`] }), 'oversize'],
  ['the same for a start with a signal', both([{}], [`${large}x`]), 'oversize'],
  ['the largest request', command({ args: [large, large, rest] }), undefined],
  ['a request of one byte more', command({ args: [large, large, `${rest}x`] }), 'oversize'],
  ['a request of both', both([large], [large, `${rest}x`]), 'oversize'],
  ['a request with a memo', started({ args: [large, large, rest], memo: { a: 1 } }), 'oversize'],
  [
    'arguments that each fit, and make too large a request together',
    command({ args: [large, large, large] }),
    'oversize',
  ],
])('%s: %#', (_, subject, reason) => {
  expect(checkSize(subject)?.reason).toBe(reason);
});
