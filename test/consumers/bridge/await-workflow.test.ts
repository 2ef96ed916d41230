import { expect, it } from '@jest/globals';
import { awaitWorkflow } from '../../../consumers/bridge/await-workflow.ts';
import { signal } from '../../../consumers/bridge/command.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';

const { signal: never } = new AbortController();
const early = rejected('dispatch', 'early', 'there is no workflow w to signal');
const delivered = { kind: 'delivered' } as const;
const waiting = (waitMs?: number) => ({
  ...signal('s', { workflowId: 'w', args: [] }),
  ...(waitMs !== undefined && { waitMs }),
});

/** Early so many times, then delivered. */
function attempts(times: number) {
  let made = 0;
  return { send: async () => ((made += 1) > times ? delivered : early), made: () => made };
}

it('a signal without a wait is sent once', async () => {
  const { send, made } = attempts(1);
  expect(await awaitWorkflow(waiting(), send, never)).toBe(early);
  expect(made()).toBe(1);
});

it('a signal that may wait is sent until its workflow is there', async () => {
  const { send, made } = attempts(2);
  expect(await awaitWorkflow(waiting(60_000), send, never)).toBe(delivered);
  expect(made()).toBe(3);
});

it('a wait ends', async () => {
  const { send, made } = attempts(Infinity);
  expect(await awaitWorkflow(waiting(200), send, never)).toBe(early);
  expect(made()).toBeGreaterThan(1);
});

it('is sent again each second at least', async () => {
  const waits: number[] = [];
  const { send } = attempts(50);
  await awaitWorkflow(waiting(60_000), send, never, async (ms) => void waits.push(ms));
  expect(waits).toHaveLength(50);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
});
