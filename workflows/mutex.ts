import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
} from '@temporalio/workflow';
import { historyIsLong } from './history-is-long.ts';
import { lockAnswered, releaseLock, renewLock, requestLock } from './lock-messages.ts';
import { LockQueue, type LockState } from './lock-queue.ts';
import { signalIfOpen } from './signal-if-open.ts';

export interface MutexInput {
  /** What the lock is of. */
  readonly resource: string;
  /** From the run before. */
  readonly state?: LockState;
}

/**
 * The lock of one resource: one holder, and a queue. Whoever wants it starts it with the request (`with-lock.ts`); it
 * ends when nobody has the lock. A signal that comes while it ends keeps it going, or starts it anew.
 *
 * Temporal's own cancel is not heard: the lock would be given to the next one while its holder still works.
 */
export function mutex(input: MutexInput): Promise<void> {
  return CancellationScope.nonCancellable(() => keepLock(input));
}

async function keepLock({ resource, state }: MutexInput): Promise<void> {
  const locks = new LockQueue(state);
  setHandler(requestLock, (request) => locks.request(request, Date.now()));
  setHandler(renewLock, (renewal) => locks.renew(renewal, Date.now()));
  setHandler(releaseLock, ({ lockId }) => locks.release(lockId));

  for (;;) {
    if (historyIsLong()) {
      await condition(allHandlersFinished);
      return continueAsNew<typeof mutex>({ resource, state: locks.state });
    }
    const { changes } = locks;
    const letter = locks.nextLetter(Date.now());
    if (letter) {
      const { workflowId, ...answer } = letter;
      // Whoever has ended needs no lock, and nobody waits out its lease.
      if (!(await signalIfOpen(workflowId, lockAnswered, answer))) locks.release(answer.lockId);
    } else if (locks.isIdle(Date.now())) {
      // What has come must be heard before the end, above all the request that started it.
      await condition(allHandlersFinished);
      if (locks.changes === changes) return;
    } else {
      await condition(() => locks.changes !== changes, locks.msUntilNext(Date.now()));
    }
  }
}
