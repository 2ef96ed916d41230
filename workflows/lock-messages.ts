/** Messages between a mutex and the workflows that want its lock. */
import { defineSignal } from '@temporalio/workflow';

/** Requests the lock. Idempotent; a request from the holder renews its lease. */
export interface LockRequest {
  /** Identifies this request, and later the granted lock. */
  readonly lockId: string;
  /** Workflow id that gets the answer, in whichever run is open then. */
  readonly workflowId: string;
  /** How long the lock is held without renewal while others wait for it, in milliseconds. */
  readonly leaseMs: number;
}

/** Answers a request once it is its turn, and a renewal at once. */
export interface LockAnswer {
  readonly lockId: string;
  /** End of the lease, in milliseconds since 1970. Undefined: another workflow holds the lock now. */
  readonly until?: number;
}

export const requestLock = defineSignal<[LockRequest]>('request-lock');
export const renewLock = defineSignal<[Omit<LockRequest, 'leaseMs'>]>('renew-lock');
export const releaseLock = defineSignal<[{ readonly lockId: string }]>('release-lock');
export const lockAnswered = defineSignal<[LockAnswer]>('lock-answered');

/** Frozen: running workflows have such ids. */
export const mutexWorkflowId = (resource: string): string => `mutex-${resource}`;
