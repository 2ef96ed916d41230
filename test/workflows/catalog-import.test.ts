import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { PageInput, PageResult } from '../../activities/import-page.ts';
import { mutexWorkflowId } from '../../workflows/lock-messages.ts';
import { eventually } from '../eventually.ts';
import { startImportsLab, type ImportsLab } from './imports-lab.ts';

let lab: ImportsLab;
beforeAll(async () => void (lab = await startImportsLab()));
afterAll(() => lab?.close());
beforeEach(() => {
  lab.outcomes.length = 0;
  lab.pages.length = 0;
});

const version = { size: 1, mtimeMs: 1 };
const page = (about: Partial<PageResult> = {}): PageResult => ({
  lines: 250,
  rejected: 0,
  end: 1,
  isLast: true,
  version,
  ...about,
});
let imports = 0;
const anImport = (file: string, catalogId = `catalog-of-${file}`) => ({
  importId: `i-${(imports += 1)}`,
  catalogId,
  file,
});

it('counts exactly over all its runs, each of which ends after 1,000 lines, under one lock', async () => {
  lab.pageIs(async ({ start }: PageInput) =>
    page({ rejected: 3, end: start + 1_000, isLast: start === 9_000 }),
  );
  const { importId, ...about } = anImport('long');
  const started = await lab.start({ importId, ...about });
  expect(await started.result()).toEqual({ status: 'completed', processed: 2_470, rejected: 30 });
  expect(lab.outcomes).toEqual([['ImportCompleted', { importId, processed: 2_470, rejected: 30 }]]);

  expect(lab.pages.map(({ linesBefore }) => linesBefore)).toEqual(
    Array.from({ length: 10 }, (_, at) => at * 250),
  );
  expect(new Set(lab.pages.map(({ firstRunId }) => firstRunId))).toEqual(
    new Set([started.firstExecutionRunId]),
  );
  expect(lab.pages[0]).not.toHaveProperty('version');
  expect(lab.pages.slice(1).every((asked) => asked.version?.size === version.size)).toBe(true);
  expect((await started.describe()).runId).not.toBe(started.firstExecutionRunId);

  const mutex = lab.client.getHandle(mutexWorkflowId(`catalog-${about.catalogId}`));
  await mutex.result();
  const { events } = await mutex.fetchHistory();
  const requests = events?.filter(
    (event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'request-lock',
  );
  expect(requests).toHaveLength(1);
});

it('a file that cannot be imported fails with the reason, and gives the lock back', async () => {
  lab.pageIs(() => Promise.reject(ApplicationFailure.create({ type: 'file-not-found', nonRetryable: true })));
  const request = anImport('absent');
  expect(await (await lab.start(request)).result()).toEqual({ status: 'failed', reason: 'file-not-found' });
  expect(lab.outcomes).toEqual([['ImportFailed', { importId: request.importId, reason: 'file-not-found' }]]);
  await lab.client.getHandle(mutexWorkflowId(`catalog-${request.catalogId}`)).result();
});

/** Three minutes without a worker, and then the lease is over. */
function outage(details: readonly unknown[]): never {
  if (Context.current().info.attempt > 1)
    throw ApplicationFailure.create({
      type: 'OutOfTimeError',
      nonRetryable: true,
      details: [...details],
    });
  throw ApplicationFailure.create({ nextRetryDelay: '3 minutes' });
}

it('a page that takes longer than the lease continues once the lock is renewed', async () => {
  const progress = { done: 7, total: 250, version };
  lab.pageIs(async ({ done }) => (done ? page() : outage([progress])));
  expect(await (await lab.start(anImport('slow'))).result()).toMatchObject({ status: 'completed' });
  expect(lab.pages.map(({ done }) => done)).toEqual([undefined, undefined, progress]);
  const [first, , last] = lab.pages;
  expect(last!.until - first!.until).toBeGreaterThanOrEqual(3 * 60_000);
});

const outOfTime = (...details: unknown[]) =>
  ApplicationFailure.create({ type: 'OutOfTimeError', nonRetryable: true, details });

it('a worker whose clock is ahead is not asked without a pause', async () => {
  const times: number[] = [];
  lab.pageIs(async () => {
    times.push(await lab.now());
    if (times.length < 5) throw outOfTime();
    return page();
  });
  expect(await (await lab.start(anImport('ahead'))).result()).toMatchObject({ status: 'completed' });
  expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(4 * 5_000);
});

it('a page that takes many turns continues in a new run', async () => {
  const turns = 240;
  lab.pageIs(async ({ done }) => {
    const dealtWith = (done?.done ?? 0) + 1;
    if (dealtWith < turns) throw outOfTime({ done: dealtWith, total: 250, version });
    return page();
  });
  const started = await lab.start(anImport('endless'));
  expect(await started.result()).toEqual({ status: 'completed', processed: 250, rejected: 0 });
  expect(lab.pages.map(({ done }) => done?.done ?? 0)).toEqual(Array.from({ length: turns }, (_, at) => at));
  expect(new Set(lab.pages.map(({ time }) => time)).size).toBe(1);
  expect((await started.describe()).runId).not.toBe(started.firstExecutionRunId);
});

it('an import that lost its lock to another workflow fails with lock-lost, and publishes nothing more', async () => {
  lab.pageIs(async ({ file }) => (file === 'stalled' ? outage([]) : page()));
  const request = anImport('stalled', 'contended');
  const slow = await lab.start(request);
  await lab.asked('stalled');
  const other = await lab.start(anImport('other', 'contended'));
  expect(await other.result()).toMatchObject({ status: 'completed' });
  expect(await slow.result()).toEqual({ status: 'failed', reason: 'lock-lost' });
  expect(lab.pages.map(({ file }) => file)).toEqual(['stalled', 'other', 'stalled']);
  expect(lab.outcomes.at(-1)).toEqual(['ImportFailed', { importId: request.importId, reason: 'lock-lost' }]);
});

it('a holder that was terminated gives the lock up after its lease', async () => {
  lab.pageIs(async ({ file }) => (file === 'dying' ? outage([]) : page()));
  const holder = await lab.start(anImport('dying', 'orphaned'));
  await lab.asked('dying');
  const from = await lab.now();
  const next = await lab.start(anImport('next', 'orphaned'));
  await holder.terminate();
  expect(await next.result()).toMatchObject({ status: 'completed' });
  expect((await lab.now()) - from).toBeGreaterThanOrEqual(100_000);
});

it('a cancelled import says so, and the next one gets its lock', async () => {
  const holding = Promise.withResolvers<void>();
  lab.pageIs(async ({ file }) => {
    if (file === 'holding') await holding.promise;
    return page();
  });
  const holder = await lab.start(anImport('holding', 'cancelled'));
  await lab.asked('holding');
  const waiting = anImport('waiting', 'cancelled');
  const waiter = await lab.start(waiting);
  const last = await lab.start(anImport('last', 'cancelled'));
  await waiter.cancel();
  await expect(waiter.result()).rejects.toThrow('cancelled');
  expect(lab.outcomes).toEqual([['ImportFailed', { importId: waiting.importId, reason: 'cancelled' }]]);

  holding.resolve();
  expect(await holder.result()).toMatchObject({ status: 'completed' });
  expect(await last.result()).toMatchObject({ status: 'completed' });
  expect(lab.pages.map(({ file }) => file)).toEqual(['holding', 'last']);
});

it('a cancellation that meets the last page of a run is not lost to the next one', async () => {
  const finishing = Promise.withResolvers<void>();
  lab.pageIs(async ({ linesBefore, start }: PageInput) => {
    if (linesBefore === 750) await finishing.promise;
    return page({ end: start + 250, isLast: linesBefore >= 5_000 });
  });
  const request = anImport('cancelled-late');
  const run = await lab.start(request);
  await lab.asked(request.file, 4);
  await run.cancel();
  await isToldToStop(run);
  finishing.resolve();
  await run.result().catch(() => undefined);
  expect(lab.outcomes).toEqual([['ImportFailed', { importId: request.importId, reason: 'cancelled' }]]);
  expect(lab.pages).toHaveLength(4);
});

it('a cancelled import says so, too, if its page fails during the cancellation', async () => {
  const failing = Promise.withResolvers<never>();
  lab.pageIs(() => failing.promise);
  const request = anImport('cancelled-in-outage');
  const run = await lab.start(request);
  await lab.asked(request.file);
  await run.cancel();
  await isToldToStop(run);
  // Temporal attempts nothing again that it has asked to stop; this server needs to be told so.
  failing.reject(ApplicationFailure.nonRetryable('no answer', 'BrokerDown'));
  await expect(run.result()).rejects.toThrow('cancelled');
  expect(lab.outcomes).toEqual([['ImportFailed', { importId: request.importId, reason: 'cancelled' }]]);
});

it('a mutex ignores a cancel in Temporal: its holder is still the only one', async () => {
  const holding = Promise.withResolvers<void>();
  lab.pageIs(async ({ file }) => {
    if (file === 'unharmed') await holding.promise;
    return page();
  });
  const holder = await lab.start(anImport('unharmed', 'kept'));
  await lab.asked('unharmed');
  await lab.client.getHandle(mutexWorkflowId('catalog-kept')).cancel();
  const next = await lab.start(anImport('next-in-line', 'kept'));
  await eventually(async () => (await signalsTo('catalog-kept')) === 2);
  expect(lab.pages.map(({ file }) => file)).toEqual(['unharmed']);

  holding.resolve();
  expect(await holder.result()).toMatchObject({ status: 'completed' });
  expect(await next.result()).toMatchObject({ status: 'completed' });
});

async function signalsTo(resource: string): Promise<number> {
  const { events } = await lab.client.getHandle(mutexWorkflowId(resource)).fetchHistory();
  return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
}

/** Waits until the page under way is asked to stop. */
const isToldToStop = (run: Awaited<ReturnType<ImportsLab['start']>>) =>
  eventually(async () => {
    const { events } = await run.fetchHistory();
    return events?.some((event) => event.activityTaskCancelRequestedEventAttributes);
  });
