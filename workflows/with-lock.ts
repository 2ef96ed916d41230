import {
  CancellationScope,
  condition,
  proxyActivities,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { SignallingActivities } from '../activities/signal-with-start.ts';
import {
  lockAnswered,
  mutexWorkflowId,
  releaseLock,
  renewLock,
  requestLock,
  type LockAnswer,
} from './lock-messages.ts';
import { TASK_QUEUES } from './messages.ts';
import type { mutex } from './mutex.ts';
import { UNLIMITED } from './retry-policies.ts';
import { signalIfOpen } from './signal-if-open.ts';

/** A lock on its way into the next run of its holder. */
export interface HeldLock {
  readonly lockId: string;
  readonly until: number;
}

export interface Lock {
  /**
   * Makes sure that the lock is held, for half a lease at least, and tells until when, in milliseconds since 1970. What
   * is done under the lock must be over by then, or ask again. Throws `LockLost`.
   */
  keep(): Promise<number>;
  /** Keeps the lock for the next run: give it on as `held`, and continue as new at once. */
  handOver(): HeldLock;
}

export interface LockOptions {
  /** How long others wait for a holder that has died, in milliseconds. */
  readonly leaseMs: number;
  /** The lock that the run before handed over. Default: it is asked for, which may take as long as others hold it. */
  readonly held?: HeldLock | undefined;
}

/** The lease ran out and somebody else has had the lock since: what was done under it must not go on. */
export class LockLost extends Error {
  override readonly name = 'LockLost';
}

/** A mutex that somebody terminated has forgotten who waits, so those who wait say so again. */
const ASK_AGAIN_MS = 60 * 60 * 1_000;

const activities = proxyActivities<SignallingActivities>(UNLIMITED);
const listeners = new Map<string, (answer: LockAnswer) => void>();

/**
 * Does some work while no other workflow does work under the same lock. The lock is released however the work ends,
 * unless it was handed over; a wait for it can be cancelled.
 */
export async function withLock<T>(
  resource: string,
  { leaseMs, held }: LockOptions,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  const { workflowId } = workflowInfo();
  const { lockId } = held ?? { lockId: uuid4() };
  const mutexId = mutexWorkflowId(resource);
  let answer: LockAnswer | undefined = held;
  let handedOver = false;
  listeners.set(lockId, (told) => (answer = told));
  setHandler(lockAnswered, (told) => listeners.get(told.lockId)?.(told));

  /** Not to be cancelled before it is known to have arrived: else the release might come before the request. */
  const ask = () =>
    CancellationScope.nonCancellable(() =>
      activities.signalWithStart({
        workflowType: 'mutex' satisfies (typeof mutex)['name'],
        workflowId: mutexId,
        taskQueue: TASK_QUEUES.imports,
        args: [{ resource }] satisfies Parameters<typeof mutex>,
        signal: requestLock.name,
        signalArgs: [{ lockId, workflowId, leaseMs }],
      }),
    );

  async function acquire(): Promise<void> {
    // A grant that is read after its time, after an outage, is none.
    while (!answer?.until || answer.until <= Date.now()) {
      answer = undefined;
      await ask();
      await condition(() => answer !== undefined, ASK_AGAIN_MS);
    }
  }

  async function keep(): Promise<number> {
    if (answer?.until && answer.until - Date.now() > leaseMs / 2) return answer.until;
    answer = undefined;
    do {
      if (!(await signalIfOpen(mutexId, renewLock, { lockId, workflowId })))
        throw new LockLost(`nobody keeps the lock of ${resource} any more`);
    } while (!(await condition(() => answer !== undefined, ASK_AGAIN_MS)));
    const { until } = answer as unknown as LockAnswer;
    if (until === undefined) throw new LockLost(`somebody else has had the lock of ${resource}`);
    return until;
  }

  try {
    if (!held) await acquire();
    return await work({
      keep,
      handOver() {
        if (!answer?.until) throw new LockLost(`there is no lock of ${resource} to hand over`);
        handedOver = true;
        return { lockId, until: answer.until };
      },
    });
  } finally {
    listeners.delete(lockId);
    if (!handedOver) {
      // A mutex that has ended has nothing to release.
      await CancellationScope.nonCancellable(() => signalIfOpen(mutexId, releaseLock, { lockId }));
    }
  }
}
