import type { SceneMaker } from './scene.ts';

/** Today's report, which comes at nine, wanted now. */
export const reportScene =
  (timeZone: string): SceneMaker =>
  () => {
    const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
    return {
      key: date,
      title: 'the daily report, triggered by hand',
      expected: [{ topic: 'reports.outcomes', key: date, type: 'DailyReportCompleted' }],
      async play(stage) {
        await stage.temporal.schedule.getHandle('daily-report-schedule').trigger();
        stage.onSent(date, 'triggered');
      },
    };
  };
