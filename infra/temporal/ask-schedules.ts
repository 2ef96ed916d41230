import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isOverload, isUnavailable } from '../../consumers/bridge/temporal-answers.ts';

const CALL_WITHIN_MS = 10_000;
const WITHIN_MS = 60_000;
const AGAIN_AFTER_MS = 200;

/**
 * Asks Temporal about schedules, again for as long as it says that it is asked too much: it keeps each schedule in a
 * workflow that takes one question at a time, and none before its first step, so workers that start together meet there.
 * A server that has just come up says for a while, too, that the part which keeps workflows is not there yet.
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
