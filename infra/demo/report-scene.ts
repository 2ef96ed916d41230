import { dayOf } from '../../activities/report-activities.ts';
import { DAILY_REPORT_SCHEDULE } from '../orders/app.ts';
import type { SceneMaker } from './scene.ts';

/** Today's report, triggered now instead of at nine o'clock. */
export const reportScene =
  (timeZone: string): SceneMaker =>
  () => {
    const date = dayOf(new Date(), timeZone);
    return {
      key: date,
      title: 'the daily report, triggered by hand',
      expected: [{ topic: 'reports.outcomes', key: date, type: 'DailyReportCompleted' }],
      async play(stage) {
        await stage.temporal.schedule.getHandle(DAILY_REPORT_SCHEDULE).trigger();
        stage.onSent(date, 'triggered');
      },
    };
  };
