import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import {
  createImportActivities,
  type PageInput,
  type PageProgress,
  type PageResult,
} from '../../activities/import-page.ts';
import type { OutcomePublisher, OutcomeRecord } from '../../activities/bridge/publish-outcome.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const outside = temporaryFolder();
const folder = join(outside, 'imports');
mkdirSync(folder);
const line = (sku: string) => `${JSON.stringify({ sku, name: 'Tea', priceMinor: 1, currency: 'EUR' })}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, at) => line(`sku-${at + 1}`)).join('');
const input = (about: Partial<PageInput> = {}): PageInput => ({
  catalogId: 'spring',
  file: 'items.ndjson',
  start: 0,
  linesBefore: 0,
  until: Date.now() + 60_000,
  firstRunId: 'run-1',
  time: '2026-01-01T00:00:00.000Z',
  ...about,
});

/** One attempt at a page, after another one whose last heartbeat said something. */
async function attempt(
  about: Partial<PageInput> = {},
  {
    before,
    publish = async () => undefined,
  }: { before?: PageProgress; publish?: OutcomePublisher['publish'] } = {},
) {
  const published: OutcomeRecord[] = [];
  const heartbeats: PageProgress[] = [];
  const env = new MockActivityEnvironment({ heartbeatDetails: before });
  env.on('heartbeat', (details: PageProgress) => heartbeats.push(details));
  const publisher: OutcomePublisher = {
    async publish(record, signal) {
      await publish(record, signal);
      published.push(record);
    },
  };
  const { importPage } = createImportActivities(publisher, folder);
  const ended = (await env.run(importPage, input(about)).catch((error: unknown) => error)) as PageResult;
  return { published, heartbeats, ended, keys: published.map(({ key }) => key) };
}

describe('a page', () => {
  it('publishes each item under the id of its line, and counts what is none', async () => {
    writeFileSync(join(folder, 'items.ndjson'), `${line('a')}garbage\n${line('a')}`);
    const { ended, published, keys } = await attempt({ linesBefore: 250 });
    expect(ended).toMatchObject({ lines: 3, rejected: 1, isLast: true });
    expect(keys).toEqual(['a', 'a']);
    expect(published[0]).toMatchObject({ topic: 'catalog.items', value: { sku: 'a', catalogId: 'spring' } });
    const ids = published.map(({ headers }) => headers['ce_id']);
    expect(new Set(ids).size).toBe(2);
    const again = await attempt({ linesBefore: 250 });
    expect(again.published.map(({ headers }) => headers['ce_id'])).toEqual(ids);
  });

  it('continues after the last heartbeat of the previous attempt, under the same ids', async () => {
    writeFileSync(join(folder, 'items.ndjson'), lines(20));
    const whole = await attempt();
    expect(whole.heartbeats.at(-1)).toMatchObject({ done: 20, total: 20 });
    const rest = await attempt({}, { before: { ...whole.heartbeats.at(-1)!, done: 15 } });
    expect(rest.published).toEqual(whole.published.slice(15));
    expect(rest.ended).toEqual(whole.ended);
  });

  it('reports a line as done only once it and all lines before it were acknowledged', async () => {
    writeFileSync(join(folder, 'items.ndjson'), lines(20));
    const { heartbeats, keys } = await attempt(
      {},
      {
        publish: async ({ key }) => {
          if (key === 'sku-8') throw new Error('the broker is gone');
        },
      },
    );
    expect(heartbeats.at(-1)).toMatchObject({ done: 7, total: 20 });
    expect(keys).toContain('sku-20');
  });

  it('has a bounded number of records under way', async () => {
    writeFileSync(join(folder, 'items.ndjson'), lines(250));
    let underWay = 0;
    let most = 0;
    const { ended } = await attempt(
      {},
      {
        publish: async () => {
          most = Math.max(most, (underWay += 1));
          await new Promise(setImmediate);
          underWay -= 1;
        },
      },
    );
    expect(ended).toMatchObject({ lines: 250 });
    expect(most).toBe(100);
  });
});

it('stops when its lock runs out, and says how far it came', async () => {
  writeFileSync(join(folder, 'items.ndjson'), lines(150));
  const until = Date.now() + 200;
  const { ended } = await attempt(
    { until },
    {
      publish: ({ key }, signal) =>
        key === 'sku-8'
          ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
          : Promise.resolve(),
    },
  );
  expect(ended).toMatchObject({
    type: 'OutOfTimeError',
    nonRetryable: true,
    details: [{ done: 7, total: 150 }],
  });
  const late = await attempt({ until });
  expect(late.ended).toMatchObject({ type: 'OutOfTimeError' });
  expect(late.published).toEqual([]);
});

describe('a file is refused', () => {
  writeFileSync(join(outside, 'secret'), lines(1));
  symlinkSync('../secret', join(folder, 'link'));
  symlinkSync(outside, join(folder, 'link-to-folder'));
  symlinkSync('circle', join(folder, 'circle'));
  mkdirSync(join(folder, 'folder'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  mkdirSync(join(outside, 'imports-of-others'));
  writeFileSync(join(outside, 'imports-of-others', 'items'), lines(1));

  it.each([
    ['that is not there', 'absent', 'file-not-found'],
    ['below a file', 'items.ndjson/x', 'file-not-found'],
    ['with too long a name', 'x'.repeat(1_000), 'file-not-found'],
    ['outside the folder', '../secret', 'file-outside-folder'],
    ['outside the folder, by a way through it', 'folder/../../secret', 'file-outside-folder'],
    ['in a folder whose name only begins alike', '../imports-of-others/items', 'file-outside-folder'],
    ['by its absolute path', join(folder, 'items.ndjson'), 'file-outside-folder'],
    ['that is a link to one outside', 'link', 'file-outside-folder'],
    ['in a folder that is a link', 'link-to-folder/secret', 'file-outside-folder'],
    ['that is a link to itself', 'circle', 'file-unreadable'],
    ['that is a folder', 'folder', 'not-a-file'],
    ['that is the folder itself', '.', 'not-a-file'],
    ['that is a pipe', 'pipe', 'not-a-file'],
  ])('%s', async (_, file, type) => {
    const { ended, published } = await attempt({ file });
    expect(ended).toMatchObject({ type, nonRetryable: true });
    expect(published).toEqual([]);
  });

  it('that is not what it was on the page before, or at the attempt before', async () => {
    writeFileSync(join(folder, 'items.ndjson'), lines(2));
    const other = { size: 1, mtimeMs: 1 };
    for (const { ended } of [
      await attempt({ version: other }),
      await attempt({}, { before: { done: 1, total: 2, version: other } }),
    ]) {
      expect(ended).toMatchObject({ type: 'file-changed', nonRetryable: true });
    }
  });

  it('and named with two dots is not', async () => {
    writeFileSync(join(folder, '..items'), lines(1));
    expect((await attempt({ file: '..items' })).ended).toMatchObject({ lines: 1 });
  });
});
