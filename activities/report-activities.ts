import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { DailyReportCompleted } from '../schemas/generated/reports.ts';

export interface CountOrdersInput {
  /** Time at which the report was due, ISO 8601. */
  readonly due: string;
  /** IANA name; decides the day of the report. */
  readonly timeZone: string;
  /** Statuses to count; a status without orders counts 0. */
  readonly statuses: readonly string[];
}

export type ReportActivities = ReturnType<typeof createReportActivities>;

/** Each count is one visibility query. */
const CALL_WITHIN_MS = 5_000;

/**
 * @param temporal client of the namespace with the orders: open ones, and those completed within its retention.
 *   Terminated orders are not counted.
 */
export function createReportActivities(temporal: Client) {
  const count = async (status: string): Promise<number> => {
    const query = `WorkflowType = 'order' AND OrderStatus = '${status}' AND ExecutionStatus IN ('Running', 'Completed')`;
    const { count: found } = await temporal.withAbortSignal(Context.current().cancellationSignal, () =>
      temporal.withDeadline(Date.now() + CALL_WITHIN_MS, () => temporal.workflow.count(query)),
    );
    return found;
  };

  return {
    /** The counts and the day are activity results, so a replay on any machine sees the same. */
    async countOrders({ due, timeZone, statuses }: CountOrdersInput): Promise<DailyReportCompleted> {
      const counts = await Promise.all(
        statuses.map(async (status) => [status, await count(status)] as const),
      );
      return { date: dayOf(new Date(due), timeZone), counts: Object.fromEntries(counts) };
    },
  };
}

/** YYYY-MM-DD. */
export function dayOf(time: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(time);
  const of = (part: 'year' | 'month' | 'day') => parts.find(({ type }) => type === part)?.value;
  return `${of('year')}-${of('month')}-${of('day')}`;
}
