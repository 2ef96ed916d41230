import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isOverload, isUnavailable } from '../../consumers/bridge/temporal-answers.ts';

const CALL_WITHIN_MS = 10_000;
const WITHIN_MS = 60_000;
const AGAIN_AFTER_MS = 200;

/**
 * Makes a request about schedules, and repeats it for a minute while Temporal is overloaded or unavailable. Temporal
 * keeps each schedule in a workflow that handles one request at a time, so workers that start together are refused for
 * a moment. A server that has just started is unavailable for a while, too.
 */
export async function askSchedules<T>(client: Client, question: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    try {
      return await client.withDeadline(Date.now() + CALL_WITHIN_MS, question);
    } catch (error) {
      const mayPass = isOverload(error) || isUnavailable(error);
      if (!mayPass || Date.now() > deadline) throw error;
      await delay(AGAIN_AFTER_MS * (1 + Math.random()));
    }
  }
}
