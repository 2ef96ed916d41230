import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { loadConfig } from '../../infra/settings/config.ts';
import { warnOfHorizon } from '../../infra/run/horizon.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { silent } from './watch.ts';
import { plainKafka } from '../plain-kafka.ts';

/** The stack's namespace keeps closed workflows for 30 days. */
const DAY_MS = 24 * 60 * 60 * 1_000;
const config = loadConfig();
const kafka = connectKafka(config.kafka, silent);
const topics = { week: `week-${randomUUID()}`, year: `year-${randomUUID()}`, ever: `ever-${randomUUID()}` };
let client: Client;

beforeAll(async () => {
  client = await connectTemporal(config.temporal);
  const admin = plainKafka().admin();
  await admin.connect();
  const retention = { week: 7 * DAY_MS, year: 365 * DAY_MS, ever: -1 };
  await admin.createTopics({
    topics: Object.entries(topics).map(([name, topic]) => ({
      topic,
      configEntries: [{ name: 'retention.ms', value: String(retention[name as keyof typeof retention]) }],
    })),
  });
  await admin.disconnect();
});
afterAll(() => client?.connection.close());

async function warnings(...names: string[]): Promise<{ topic?: string; msg: string }[]> {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  await warnOfHorizon(kafka, names, client, log);
  return lines.map((line) => JSON.parse(line) as { topic?: string; msg: string });
}

it('a topic that keeps records longer than Temporal keeps workflows is named at the start', async () => {
  expect(await warnings(...Object.values(topics))).toEqual([
    expect.objectContaining({ topic: topics.year, msg: expect.stringContaining('365 days') }),
    expect.objectContaining({ topic: topics.ever, msg: expect.stringContaining('for ever') }),
  ]);
});

it('a server that cannot be asked is logged, and the bridge starts', async () => {
  expect(await warnings('no-such-topic')).toEqual([
    expect.objectContaining({ msg: expect.stringContaining('cannot compare') }),
  ]);
});
