/** What a mutex and those who want its lock say to each other. */
import { defineSignal } from '@temporalio/workflow';

/** Somebody wants the lock. Repeating it changes nothing; the holder's own renews its lease. */
export interface LockRequest {
  /** Names this wish for the lock, and then the lock itself. */
  readonly lockId: string;
  /** Who is told, whichever of its runs is open by then. */
  readonly workflowId: string;
  /** How long the lock is held without being renewed while others wait for it, in milliseconds. */
  readonly leaseMs: number;
}

/** The answer to a request once it is its turn, and to each renewal at once. */
export interface LockAnswer {
  readonly lockId: string;
  /** Until when the lock is held, in milliseconds since 1970. Not there: somebody else has it by now. */
  readonly until?: number;
}

export const requestLock = defineSignal<[LockRequest]>('request-lock');
export const renewLock = defineSignal<[Omit<LockRequest, 'leaseMs'>]>('renew-lock');
export const releaseLock = defineSignal<[{ readonly lockId: string }]>('release-lock');
export const lockAnswered = defineSignal<[LockAnswer]>('lock-answered');

/** Frozen: ids of running workflows are made with it. */
export const mutexWorkflowId = (resource: string): string => `mutex-${resource}`;
