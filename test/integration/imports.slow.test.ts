import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { importWorkflowId } from '../../workflows/import-messages.ts';
import { eventually } from '../eventually.ts';
import { wholeHistory } from '../history.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { produce, startKtb, type Ktb } from './ktb.ts';
import { watch } from './watch.ts';

const folder = join(temporaryFolder(), 'imports');
const env = { KTB_IMPORTS_DIR: folder };
const run = `import-test-${Date.now()}`;

let temporal: Client;
let outcomes: Awaited<ReturnType<typeof watch>>;
let consumers: Ktb;
beforeAll(async () => {
  mkdirSync(folder);
  temporal = await connectTemporal(loadConfig().temporal);
  outcomes = await watch('imports.outcomes');
  consumers = startKtb(['consumers'], { env });
  await consumers.says('"msg":"ready"');
});
afterAll(async () => {
  await consumers?.kill('SIGTERM');
  await outcomes?.stop();
  await temporal?.connection.close();
});

const skuOf = (name: string, at: number) => `${run}-${name}-${at}`;

/** Writes a file of so many items, each of which `line` may replace, and gives their skus. */
function writeItems(name: string, count: number, line = (item: string, _at: number) => item): string[] {
  const skus = Array.from({ length: count }, (_, at) => skuOf(name, at));
  const lines = skus.map((sku, at) =>
    line(JSON.stringify({ sku, name: 'Tea', priceMinor: 250, currency: 'EUR' }), at),
  );
  writeFileSync(join(folder, name), lines.map((text) => `${text}\n`).join(''));
  return skus;
}

const requestOf = (name: string, catalogId = name) => ({
  importId: `${run}-${name}`,
  catalogId: `${run}-${catalogId}`,
  file: name,
});
const requestImports = (...requests: ReturnType<typeof requestOf>[]) =>
  produce('imports.requested', 'ImportRequested', requests);

async function startWorker(...args: string[]): Promise<Ktb> {
  const worker = startKtb(['worker', ...args], { env });
  await worker.says('"msg":"ready"');
  return worker;
}

it('2,500 items with the worker killed in the middle of a page: exact counts, one id a line, resumed there', async () => {
  const name = 'killed';
  const skus = writeItems(name, 2_500);
  const request = requestOf(name);
  const items = await watch('catalog.items');
  const first = await startWorker('--app', join(import.meta.dirname, 'stalling-imports.ts'));
  await requestImports(request);

  const handle = temporal.workflow.getHandle(importWorkflowId(request.importId));
  const progress = await eventually(async () => {
    const { raw } = await handle.describe();
    const details = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads?.[0];
    const said = details && defaultPayloadConverter.fromPayload<{ done: number; total: number }>(details);
    return said?.done === 100 && said;
  });
  expect(progress).toMatchObject({ done: 100, total: 250 });
  expect(await first.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });

  const second = await startWorker();
  const [outcome] = await outcomes.until(request.importId);
  expect(outcome).toMatchObject({ type: 'ImportCompleted', value: { processed: 2_500, rejected: 0 } });
  expect(await second.kill('SIGTERM')).toMatchObject({ code: 0 });

  await eventually(() => new Set(items.of(...skus).map(({ key }) => key)).size === 2_500);
  await items.stop();
  const seen = items.of(...skus);
  expect(new Set(seen.map(({ ceId }) => ceId)).size).toBe(2_500);
  expect(new Set(seen.map(({ key, ceId }) => `${key} ${ceId}`)).size).toBe(2_500);
  // The broker acknowledged 600 and the last heartbeat said so: nothing is published twice.
  expect(seen).toHaveLength(2_500);
  const history = await wholeHistory(temporal, importWorkflowId(request.importId));
  expect(history.filter((event) => event.workflowExecutionContinuedAsNewEventAttributes)).toHaveLength(2);
  expect(history.some((event) => event.activityTaskStartedEventAttributes?.attempt === 2)).toBe(true);
});

it('a file that is absent or outside fails, one of half garbage is counted, an empty one completes', async () => {
  const skus = writeItems('half', 1_500, (item, at) => (at % 2 === 0 ? item : item.slice(0, 20)));
  writeItems('empty', 0);
  const half = requestOf('half');
  const outside = { ...requestOf('outside'), file: '../outside' };
  const items = await watch('catalog.items');
  const worker = await startWorker();
  await requestImports(half, requestOf('empty'), requestOf('absent'), outside);

  const outcomeOf = async (name: string) => (await outcomes.until(`${run}-${name}`))[0];
  expect(await outcomeOf('half')).toMatchObject({ value: { processed: 750, rejected: 750 } });
  expect(await outcomeOf('empty')).toMatchObject({ value: { processed: 0, rejected: 0 } });
  expect(await outcomeOf('absent')).toMatchObject({
    type: 'ImportFailed',
    value: { reason: 'file-not-found' },
  });
  expect(await outcomeOf('outside')).toMatchObject({
    type: 'ImportFailed',
    value: { reason: 'file-outside-folder' },
  });
  await eventually(() => items.of(...skus).length === 750);
  await items.stop();
  await worker.kill('SIGTERM');
});

it('two imports of one catalog do not overlap, and one whose holder dies gives the lock up after its lease', async () => {
  for (const name of ['one', 'two', 'three']) writeItems(name, 700);
  const requests = ['one', 'two', 'three'].map((name) => requestOf(name, 'shared'));
  const stalling = await startWorker('--app', join(import.meta.dirname, 'stalling-imports.ts'));
  await requestImports(requests[0]!);
  const dying = temporal.workflow.getHandle(importWorkflowId(requests[0]!.importId));
  await eventually(async () => {
    const { raw } = await dying.describe();
    return raw.pendingActivities?.[0]?.activityType?.name === 'importPage';
  });
  await dying.terminate('it dies with the lock');
  await stalling.kill('SIGKILL');

  const worker = await startWorker();
  await requestImports(requests[1]!, requests[2]!);
  const spans = [];
  for (const { importId } of requests.slice(1)) {
    await outcomes.until(importId, 1, 240_000);
    spans.push(await spanOfPages(importId));
  }
  const [earlier, later] = spans.sort((one, other) => one.from - other.from);
  expect(earlier!.to).toBeLessThanOrEqual(later!.from);
  // Two minutes, from when the holder that died had it.
  const [granted] = await wholeHistory(temporal, importWorkflowId(requests[0]!.importId));
  expect(earlier!.from - millis(granted!)).toBeGreaterThanOrEqual(120_000);
  await worker.kill('SIGTERM');
}, 400_000);

/** From the first page's schedule to the last one's end, in milliseconds since 1970 by Temporal's clock. */
async function spanOfPages(importId: string) {
  const events = await wholeHistory(temporal, importWorkflowId(importId));
  const scheduled = events.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'importPage',
  );
  const ids = new Set(scheduled.map(({ eventId }) => String(eventId)));
  const completed = events.filter((event) =>
    ids.has(String(event.activityTaskCompletedEventAttributes?.scheduledEventId)),
  );
  return { from: millis(scheduled[0]!), to: millis(completed.at(-1)!) };
}

const millis = ({ eventTime }: Awaited<ReturnType<typeof wholeHistory>>[number]) =>
  Number(eventTime!.seconds) * 1_000 + (eventTime!.nanos ?? 0) / 1_000_000;
