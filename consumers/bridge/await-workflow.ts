import { isRejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import { backoff } from './backoff.ts';
import type { Command, Ignore } from './command.ts';

/**
 * Sends a command again, with growing waits, while no workflow is there to take it, for as long as its route says. A
 * process that takes the record over waits the whole time again.
 *
 * @param send one attempt; rejects once `abort` has fired
 */
export async function awaitWorkflow<Delivered extends { readonly kind: string }>(
  command: Exclude<Command, Ignore>,
  send: () => Promise<Delivered | Rejected>,
  abort: AbortSignal,
): Promise<Delivered | Rejected> {
  const waitMs = command.kind === 'signal' ? (command.waitMs ?? 0) : 0;
  const deadline = Date.now() + waitMs;
  for (const wait = backoff({ maxDelay: 1_000 }); ; await wait.next(abort)) {
    const answer = await send();
    const isEarly = isRejected(answer) && answer.reason === 'early';
    if (!isEarly || Date.now() >= deadline) return answer;
  }
}
