import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { DailyReportCompleted } from '../schemas/generated/reports.ts';

export interface CountOrdersInput {
  /** When the report was due, ISO 8601. */
  readonly due: string;
  /** IANA name; decides which day that is. */
  readonly timeZone: string;
  /** Each is counted, those that no order is in, too. */
  readonly statuses: readonly string[];
}

export type ReportActivities = ReturnType<typeof createReportActivities>;

/** Each count is one question to Temporal's visibility. */
const CALL_WITHIN_MS = 5_000;

/**
 * @param temporal knows the orders: those that are open, and those that came to their end within the namespace's
 *   retention. One that was terminated waits for nobody any more.
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
    /** What is counted, and the day in the time zone, is data of the run: neither depends on who replays it. */
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
