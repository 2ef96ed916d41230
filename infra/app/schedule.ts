import type { Workflow } from '@temporalio/common';

/** A workflow that Temporal starts by the clock. */
export interface AppSchedule {
  /** Names it in its namespace. Another id is another schedule, and the old one goes on until it is deleted. */
  readonly id: string;
  /** Five fields: minute, hour, day of the month, month, day of the week; `0 9 * * *` is every day at 9. */
  readonly cron: string;
  /** IANA name of the zone that the cron is in. Default: UTC. */
  readonly timeZone?: string;
  readonly workflowType: string;
  /** Temporal appends the time that a run was due. */
  readonly workflowId: string;
  /** One of the app's. */
  readonly taskQueue: string;
  readonly args: readonly unknown[];
}

/**
 * Starts a workflow by the clock. A run that is due while the last one still runs waits for its end, one of them at
 * most; what was missed for longer than a day, for Temporal was down, is left out.
 */
export const schedule = <W extends Workflow>(
  workflow: W,
  options: Omit<AppSchedule, 'workflowType' | 'args'> & { args: Parameters<W> },
): AppSchedule => ({ workflowType: workflow.name, ...options });
