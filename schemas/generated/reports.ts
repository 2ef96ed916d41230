// Generated from schemas/avro by `npm run schemas`: do not edit.
import { recordType } from '../bridge/record-type.ts';

/** How many orders there are in each status. */
export interface DailyReportCompleted {
  /** The day that the report is of, YYYY-MM-DD in the schedule's time zone. */
  readonly date: string;
  /** Orders by status. */
  readonly counts: { readonly [key: string]: number };
}

export const DailyReportCompleted = recordType<DailyReportCompleted, 'DailyReportCompleted'>({"type":"record","name":"DailyReportCompleted","namespace":"reports.v1","doc":"How many orders there are in each status.","key":"date","fields":[{"name":"date","type":"string","doc":"The day that the report is of, YYYY-MM-DD in the schedule's time zone."},{"name":"counts","type":{"type":"map","values":"long"},"doc":"Orders by status."}]});
