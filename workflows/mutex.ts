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
  /** The locked resource. */
  readonly resource: string;
  /** From the previous run. */
  readonly state?: LockState;
}

/**
 * The lock of one resource: one holder and a queue. A request starts this workflow if necessary (`with-lock.ts`); it
 * ends when the lock is free. A signal that arrives while it ends keeps it running, or starts it again.
 *
 * It ignores Temporal's cancel: otherwise the next holder would get the lock while this one still works.
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
      // A closed workflow needs no lock; do not wait for its lease to expire.
      if (!(await signalIfOpen(workflowId, lockAnswered, answer))) locks.release(answer.lockId);
    } else if (locks.isIdle(Date.now())) {
      // Handle every received signal before the end, above all the request that started this workflow.
      await condition(allHandlersFinished);
      if (locks.changes === changes) return;
    } else {
      await condition(() => locks.changes !== changes, locks.msUntilNext(Date.now()));
    }
  }
}
