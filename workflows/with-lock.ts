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

/** A lock handed over to the next run of its holder. */
export interface HeldLock {
  readonly lockId: string;
  readonly until: number;
}

export interface Lock {
  /**
   * Ensures that the lock is held for at least half a lease; returns the end of the lease, in milliseconds since 1970.
   * Work under the lock must end by then, or call this again. Throws `LockLost`.
   */
  keep(): Promise<number>;
  /** Keeps the lock for the next run: pass it on as `held`, and continue as new at once. */
  handOver(): HeldLock;
}

export interface LockOptions {
  /** How long others wait for a holder that has died, in milliseconds. */
  readonly leaseMs: number;
  /** The lock from the previous run. Default: requests the lock, which may take as long as others hold it. */
  readonly held?: HeldLock | undefined;
}

/** The lease expired and another workflow has held the lock since: work under the lock must stop. */
export class LockLost extends Error {
  override readonly name = 'LockLost';
}

/** A terminated mutex loses its queue, so waiting workflows repeat their request. */
const ASK_AGAIN_MS = 60 * 60 * 1_000;

const activities = proxyActivities<SignallingActivities>(UNLIMITED);
const listeners = new Map<string, (answer: LockAnswer) => void>();

/**
 * Runs work while no other workflow runs work under the same lock. The lock is released however the work ends,
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
  listeners.set(lockId, (message) => (answer = message));
  setHandler(lockAnswered, (message) => listeners.get(message.lockId)?.(message));

  /** Not cancellable until the request has arrived: otherwise the release might overtake it. */
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
    // A grant that is read after its lease has expired, such as after an outage, does not count.
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
        throw new LockLost(`the mutex of ${resource} has ended, and the lock with it`);
    } while (!(await condition(() => answer !== undefined, ASK_AGAIN_MS)));
    const { until } = answer as unknown as LockAnswer;
    if (until === undefined) throw new LockLost(`another workflow has held the lock of ${resource}`);
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
