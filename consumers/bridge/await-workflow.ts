import { isRejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import { backoff, byTheClock, type Wait } from './backoff.ts';
import type { Sent } from './command.ts';

/**
 * Sends a command again, with growing waits, while no workflow is there to take it, for as long as its route says. A
 * process that takes the record over waits the whole time again.
 *
 * @param send one attempt; rejects once `abort` has fired
 * @param wait how it waits between two attempts: a second at most. Default: by the clock
 */
export async function awaitWorkflow<Delivered extends { readonly kind: string }>(
  command: Sent,
  send: () => Promise<Delivered | Rejected>,
  abort: AbortSignal,
  wait: Wait = byTheClock,
): Promise<Delivered | Rejected> {
  const waitMs = command.kind === 'signal' ? (command.waitMs ?? 0) : 0;
  const deadline = Date.now() + waitMs;
  for (const waits = backoff({ maxDelay: 1_000, wait }); ; await waits.next(abort)) {
    const answer = await send();
    const isEarly = isRejected(answer) && answer.reason === 'early';
    if (!isEarly || Date.now() >= deadline) return answer;
  }
}
