import { defineSearchAttributeKey } from '@temporalio/common';
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ReportActivities } from '../activities/report-activities.ts';
import type { DailyReportCompleted } from '../schemas/generated/reports.ts';
import { ORDER_STATUSES, type DailyReportInput } from './messages.ts';
import { publish } from './outcomes.ts';
import { UNLIMITED } from './retry-policies.ts';

const { countOrders } = proxyActivities<ReportActivities>(UNLIMITED);

/** Temporal sets it on each scheduled run; a late or triggered run still reports the day on which it was due. */
const scheduledStart = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** Publishes the number of orders in each status, once a day. */
export async function dailyReport({ timeZone }: DailyReportInput): Promise<DailyReportCompleted> {
  const { typedSearchAttributes, startTime } = workflowInfo();
  const due = typedSearchAttributes.get(scheduledStart) ?? startTime;
  const report = await countOrders({ due: due.toISOString(), timeZone, statuses: ORDER_STATUSES });
  await publish('DailyReportCompleted', report);
  return report;
}
