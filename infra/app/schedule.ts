import type { Workflow } from '@temporalio/common';

/** A workflow that Temporal starts at fixed times. */
export interface AppSchedule {
  /** Id in the namespace. If you change it, a new schedule is created, and the old one stays active until deleted. */
  readonly id: string;
  /** Five fields: minute, hour, day of the month, month, day of the week; `0 9 * * *` is every day at 9. */
  readonly cron: string;
  /** Time zone of the cron, an IANA name. Default: UTC. */
  readonly timeZone?: string;
  readonly workflowType: string;
  /** Temporal appends the time at which the run was due. */
  readonly workflowId: string;
  /** One of the app's task queues. */
  readonly taskQueue: string;
  readonly args: readonly unknown[];
}

/**
 * Starts a workflow at fixed times. A run that is due during the previous one waits for its end, at most one such run.
 * If Temporal was down, runs that were due more than a day ago are skipped.
 */
export const schedule = <W extends Workflow>(
  workflow: W,
  options: Omit<AppSchedule, 'workflowType' | 'args'> & { args: Parameters<W> },
): AppSchedule => ({ workflowType: workflow.name, ...options });
