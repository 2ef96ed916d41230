import { expect, it } from '@jest/globals';
import { FailingActivities, notesOf } from '../../../infra/observe/failing-activities.ts';

const MINUTE = 60_000;

const attemptAt = (orderId: string, minutesAgo: number, failure?: string) => ({
  ...{ activityType: 'refundPayment', workflowId: `order-${orderId}`, attempt: 3 },
  ...{ scheduledAt: Date.now() - minutesAgo * MINUTE, failure },
});

it('notes activities that have failed for longer than a minute, until they succeed', () => {
  const failing = new FailingActivities();
  failing.attempted(attemptAt('1', 0, 'ServiceUnavailableError'));
  failing.attempted(attemptAt('2', 5, 'ServiceUnavailableError'));
  failing.attempted(attemptAt('3', 20, 'NothingToUndoError'));
  const noted = failing.noted(Date.now());
  expect(noted.map(({ workflowId }) => workflowId)).toEqual(['order-2', 'order-3']);
  expect(notesOf(noted, Date.now())).toEqual([
    'refundPayment keeps failing for 2 workflows, the oldest (order-3) for 1200 s: NothingToUndoError',
  ]);
  failing.attempted(attemptAt('3', 20));
  failing.attempted(attemptAt('2', 5));
  expect(failing.noted(Date.now())).toEqual([]);
});

it('counts from the first scheduling, if the workflow schedules it again', () => {
  const failing = new FailingActivities();
  failing.attempted(attemptAt('1', 5, 'ServiceUnavailableError'));
  failing.attempted(attemptAt('1', 0, 'ServiceUnavailableError'));
  expect(Date.now() - failing.noted(Date.now())[0]!.since).toBeGreaterThanOrEqual(5 * MINUTE);
});

it('forgets what another process may have gone on with', () => {
  const failing = new FailingActivities();
  failing.attempted(attemptAt('1', 5, 'ServiceUnavailableError'));
  expect(failing.noted(Date.now() + 12 * MINUTE)).toEqual([]);
});

it('is shown by /metrics with how long the oldest has lasted', async () => {
  const { createObserver } = await import('../../../infra/observe/observer.ts');
  const { createLogger } = await import('../../../infra/logger.ts');
  const observer = createObserver();
  observer.activities(createLogger('silent'))(attemptAt('1', 10, 'ServiceUnavailableError'));
  const { text } = await observer.scrape();
  expect(text).toContain('ktb_activities_failing{activity="refundPayment"} 1');
  expect(text).toMatch(/ktb_activities_failing_seconds\{activity="refundPayment"\} 600/);
  expect(observer.notes()).toHaveLength(1);
});
