import type { ScheduleDescription } from '@temporalio/client';
import { print } from '../../output/print.ts';
import { printable } from '../../output/printable.ts';
import { cronOf } from '../../temporal/put-schedules.ts';

/** The state of a schedule as the commands show it. */
export interface Standing {
  readonly id: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  /** Null if no app created it: Temporal returns a cron as calendars. */
  readonly cron: string | null;
  readonly timeZone: string;
  readonly paused: boolean;
  readonly note: string | null;
  /** Next due time, ISO 8601. */
  readonly next: string | null;
  /** The last run that it started. */
  readonly last: { readonly workflowId: string; readonly runId: string; readonly startedAt: string } | null;
}

export function standingOf(description: ScheduleDescription): Standing {
  const { scheduleId: id, action, spec, state, info } = description;
  const last = info.recentActions.at(-1);
  return {
    id,
    workflowType: action.workflowType,
    taskQueue: action.taskQueue,
    cron: cronOf(action.memo) ?? null,
    timeZone: spec.timezone || 'UTC',
    paused: state.paused,
    note: state.note || null,
    next: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
    last: last
      ? {
          workflowId: last.action.workflow.workflowId,
          runId: last.action.workflow.firstExecutionRunId,
          startedAt: last.takenAt.toISOString(),
        }
      : null,
  };
}

const HEADINGS = ['id', 'workflow', 'cron', 'time zone', 'state', 'next', 'last', 'note'];

export function printTable(standings: readonly Standing[]): void {
  const rows = standings.map(({ id, workflowType, cron, timeZone, paused, note, next, last }) => [
    id,
    workflowType,
    cron ?? '(calendar)',
    timeZone,
    paused ? 'paused' : 'on',
    next ?? '-',
    last?.startedAt ?? '-',
    printable(note ?? ''),
  ]);
  const widths = HEADINGS.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => row[at]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd();
  for (const row of [HEADINGS, ...rows]) print(line(row));
}
