import { expect, jest, test } from '@jest/globals';
import '../../../../infra/kafka/kafkajs/idle-timer.ts';
import { internal } from '../../../../infra/kafka/kafkajs/internals.ts';
import { unpatched } from './unpatched.ts';

type RequestQueue = new (options: object) => { scheduleCheckPendingRequests(): void };

const PATH = 'network/requestQueue/index.js';
const logger = { namespace: () => ({}) };

/** The times in milliseconds that a queue without requests arms timers for. */
function timersWhenIdle(Queue: RequestQueue): (number | undefined)[] {
  const timer = jest.spyOn(globalThis, 'setTimeout').mockImplementation((() => undefined) as never);
  new Queue({ logger, requestTimeout: 1_000 }).scheduleCheckPendingRequests();
  const times = timer.mock.calls.map(([, ms]) => ms);
  timer.mockRestore();
  return times;
}

test('a connection without requests arms no timer, where kafkajs by itself does for a negative time', () => {
  expect(timersWhenIdle(internal(PATH))).toEqual([]);
  const [ms] = timersWhenIdle(unpatched(PATH));
  expect(ms).toBeLessThan(0);
});
