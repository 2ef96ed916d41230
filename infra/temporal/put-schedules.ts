import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';
import type { Logger } from '../logger.ts';
import { askSchedules } from './ask-schedules.ts';
import type { AppSchedule } from '../app/schedule.ts';
import { reasonOf, UserError } from '../user-error.ts';

/**
 * Creates or updates each schedule. An update keeps its pause and its note, because they are the operator's. Workers
 * that start at the same time may all do this. Throws a `UserError` that names the schedule that Temporal refused.
 */
export async function putSchedules(
  client: Client,
  schedules: readonly AppSchedule[],
  log: Logger,
): Promise<void> {
  for (const schedule of schedules) {
    const done = await askSchedules(client, () => putSchedule(client, schedule)).catch((error: unknown) => {
      const { cause = error } = error as Error;
      throw new UserError(
        `cannot create or update schedule ${schedule.id} (${schedule.cron}, ${schedule.timeZone ?? 'UTC'}) in Temporal: ${reasonOf(cause)}`,
        1,
        { cause: error },
      );
    });
    log.info({ schedule: schedule.id, cron: schedule.cron, timeZone: schedule.timeZone }, `schedule ${done}`);
  }
}

async function putSchedule(
  { schedule: client }: Client,
  schedule: AppSchedule,
): Promise<'created' | 'updated' | 'unchanged'> {
  const wanted = optionsOf(schedule);
  try {
    await client.create({ scheduleId: schedule.id, ...wanted });
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  // An update writes back the pause that it read a moment ago, so update only if something has changed.
  const handle = client.getHandle(schedule.id);
  const { action } = await handle.describe();
  if (action.memo?.[MADE_FROM] === wanted.action.memo[MADE_FROM]) return 'unchanged';
  await handle.update(({ state }) => ({ ...wanted, state }));
  return 'updated';
}

/** Memo of the runs with the schedule's definition: Temporal itself returns a cron only as calendars. */
const MADE_FROM = 'ktbSchedule';

/** The cron of a schedule as its app defined it, from the memo of its runs. */
export function cronOf(memo: Record<string, unknown> | undefined): string | undefined {
  const made = memo?.[MADE_FROM];
  return typeof made === 'string' ? (JSON.parse(made) as { cron: string }).cron : undefined;
}

function optionsOf(schedule: AppSchedule) {
  const { cron, timeZone = 'UTC', workflowType, workflowId, taskQueue, args } = schedule;
  const policies = { overlap: 'BUFFER_ONE', catchupWindow: '1 day' } as const;
  return {
    spec: { cronExpressions: [cron], timezone: timeZone },
    policies,
    action: {
      type: 'startWorkflow',
      workflowType,
      workflowId,
      taskQueue,
      args: [...args],
      memo: { [MADE_FROM]: JSON.stringify({ ...schedule, policies }) },
    },
  } as const satisfies Omit<ScheduleOptions, 'scheduleId'>;
}
