import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../infra/logger.ts';
import { putSchedules } from '../../infra/temporal/put-schedules.ts';
import { schedule } from '../../infra/app/schedule.ts';
import { eventually } from '../eventually.ts';
import { ktb, startKtb, type Ktb } from './ktb.ts';
import { openNamespace } from './namespace.ts';
import { placeOrder } from './placed-order.ts';
import { watch } from './watch.ts';

const DAILY = 'daily-report-schedule';
const silent = createLogger('silent');
let place: Awaited<ReturnType<typeof openNamespace>>;
beforeAll(async () => void (place = await openNamespace('schedules')));
afterAll(() => place?.close());

const describeSchedule = (id = DAILY) => place.client.schedule.getHandle(id).describe();
const standing = async (...args: string[]) => {
  const { code, stdout, stderr } = await ktb(['schedules', ...args, '--json'], { env: place.env });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe('what an app schedules', () => {
  const nothing = async (_: { readonly why: string }): Promise<void> => undefined;
  const every = (about: object) =>
    schedule(nothing, {
      id: 'a-schedule',
      cron: '0 9 * * *',
      workflowId: 'scheduled',
      taskQueue: 'nowhere',
      args: [{ why: 'a test' }],
      ...about,
    });
  const put = (about = {}) => putSchedules(place.client, [every(about)], silent);

  it('is created once by workers that start at the same time', async () => {
    await Promise.all([put(), put(), put()]);
    const { spec, action, policies } = await describeSchedule('a-schedule');
    expect(spec).toMatchObject({ timezone: 'UTC', calendars: [{ hour: [{ start: 9, end: 9 }] }] });
    expect(action).toMatchObject({
      workflowType: 'nothing',
      taskQueue: 'nowhere',
      args: [{ why: 'a test' }],
    });
    expect(policies).toMatchObject({ overlap: 'BUFFER_ONE', catchupWindow: 24 * 60 * 60 * 1_000 });
  });

  it('stays paused, with the note, through a new time zone and another hour', async () => {
    await place.client.schedule.getHandle('a-schedule').pause('holidays');
    await eventually(async () => (await describeSchedule('a-schedule')).state.paused);
    await put({ timeZone: 'Asia/Tokyo', cron: '30 8 * * *' });
    const { spec, state } = await eventually(async () => {
      const now = await describeSchedule('a-schedule');
      return now.spec.timezone === 'Asia/Tokyo' ? now : undefined;
    });
    expect(spec.calendars).toMatchObject([
      { hour: [{ start: 8, end: 8 }], minute: [{ start: 30, end: 30 }] },
    ]);
    expect(state).toEqual({ paused: true, note: 'holidays' });
  });

  it('is not updated if it is the same', async () => {
    const { info } = await describeSchedule('a-schedule');
    await put({ timeZone: 'Asia/Tokyo', cron: '30 8 * * *' });
    expect((await describeSchedule('a-schedule')).info.lastUpdatedAt).toEqual(info.lastUpdatedAt);
  });

  it('that Temporal cannot read is named', async () => {
    await expect(put({ id: 'bad', cron: 'at nine' })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/schedule bad \(at nine, UTC\)/),
    });
    await place.client.schedule.getHandle('a-schedule').delete();
  });
});

describe('the daily report', () => {
  const zone = { KTB_REPORT_TIME_ZONE: 'Pacific/Kiritimati' };
  let worker: Ktb;
  let seen: Awaited<ReturnType<typeof watch>>;
  beforeAll(async () => {
    seen = await watch('reports.outcomes');
    worker = startKtb(['worker'], { env: { ...place.env, ...zone } });
    await worker.says('"msg":"ready"');
  });
  afterAll(async () => {
    await worker?.kill('SIGTERM');
    await seen?.stop();
  });

  it('is scheduled for 9 in the time zone that is set, and listed', async () => {
    const listed = await eventually(() => standing('list'));
    expect(listed).toMatchObject({
      id: DAILY,
      workflowType: 'dailyReport',
      taskQueue: 'reports',
      cron: '0 9 * * *',
      timeZone: 'Pacific/Kiritimati',
      paused: false,
      // 9 there is 19 the day before in UTC.
      next: expect.stringMatching(/T19:00:00/),
    });
    const { stdout } = await ktb(['schedules', 'list'], { env: place.env });
    expect(stdout).toMatch(/^id +workflow +cron.*\ndaily-report-schedule +dailyReport +0 9 \* \* \*/);
  });

  it('that is triggered counts the orders of each status and is an outcome on Kafka', async () => {
    const { client } = place;
    const waiting = await Promise.all([placeOrder(client, 'waits-1'), placeOrder(client, 'waits-2')]);
    const done = await placeOrder(client, 'done', { requiresApproval: false });
    const ended = await placeOrder(client, 'ended-by-hand');
    await done.handle.result();
    await eventually(async () => (await client.workflow.count("OrderStatus = 'confirmed'")).count === 1);
    await eventually(
      async () => (await client.workflow.count("OrderStatus = 'awaitingApproval'")).count === 3,
    );
    // It keeps its status, and waits for nobody any more.
    await ended.handle.terminate();
    await eventually(async () => (await client.workflow.count("ExecutionStatus = 'Terminated'")).count === 1);

    const { last, result } = (await standing('trigger', DAILY, '--wait')) as {
      last: { workflowId: string; startedAt: string };
      result: { date: string };
    };
    // The day there begins 14 hours before the one in UTC.
    const date = new Date(Date.parse(last.startedAt) + 14 * 60 * 60 * 1_000).toISOString().slice(0, 10);
    const counts = {
      awaitingOrder: 0,
      awaitingApproval: 2,
      processing: 0,
      confirmed: 1,
      cancelled: 0,
      expired: 0,
      failed: 0,
    };
    expect(last.workflowId).toMatch(/^daily-report-\d{4}-/);
    expect(result).toEqual({ date, counts });
    const own = () => seen.of(date).filter(({ headers }) => headers['ce_source']?.endsWith(place.namespace));
    await eventually(() => own().length === 1);
    expect(own()).toMatchObject([{ type: 'DailyReportCompleted', key: date, value: { date, counts } }]);
    await Promise.all(waiting.map(({ handle }) => handle.terminate()));
  });

  it('stays paused, with the note, when a worker starts with another time zone', async () => {
    expect(await standing('pause', DAILY, '--note', 'holidays')).toMatchObject({
      paused: true,
      note: 'holidays',
      next: null,
    });
    const other = startKtb(['worker', '--task-queue', 'reports'], { env: place.env });
    await other.says('"msg":"ready"');
    expect((await describeSchedule()).spec.timezone).toBe('UTC');
    expect(await standing('list')).toMatchObject({ timeZone: 'UTC', paused: true, note: 'holidays' });
    expect(await other.kill('SIGTERM')).toMatchObject({ code: 0 });
    expect(await standing('resume')).toMatchObject({
      paused: false,
      next: expect.stringMatching(/T09:00:00/),
    });
  });

  it('is left alone by a worker that does not poll its task queue', async () => {
    const other = startKtb(['worker', '--task-queue', 'orders', '--task-queue', 'imports'], {
      env: { ...place.env, KTB_REPORT_TIME_ZONE: 'Asia/Tokyo' },
    });
    await other.says('"msg":"ready"');
    expect((await describeSchedule()).spec.timezone).toBe('UTC');
    await other.kill('SIGTERM');
  });
});

it.each(['trigger', 'pause', 'resume'])(
  '`ktb schedules %s` of an unknown id names those that there are',
  async (order) => {
    const { code, stdout, stderr } = await ktb(['schedules', order, 'nonesuch'], { env: place.env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `ktb: there is no schedule nonesuch in namespace ${place.namespace}: there is daily-report-schedule\n`,
    );
  },
);

it('`ktb schedules trigger --wait` waits for the given time if no worker runs', async () => {
  const { code, stderr } = await ktb(['schedules', 'trigger', DAILY, '--wait', '--within', '1 second'], {
    env: place.env,
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^ktb: no worker finished daily-report-\S+ within 1 second: start one with ktb run/);
});

it('a task queue that the app does not have is a mistake that names those that it has', async () => {
  const { code, stderr } = await ktb(['worker', '--task-queue', 'ordres'], { env: place.env });
  expect(code).toBe(2);
  expect(stderr).toContain('--task-queue ordres: kafka-temporal-bridge has orders, imports, reports');
});
