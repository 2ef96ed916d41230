import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { oldOriginals } from '../../infra/commands/dlq/old-originals.ts';
import type { FoundLetter } from '../../infra/commands/dlq/selection.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { plainKafka } from '../plain-kafka.ts';
import { silent } from './watch.ts';

/** How old a dead letter's original is, by the log of its own topic: its dead letter may be far younger. */
const HOUR_MS = 60 * 60 * 1_000;
const topic = `originals-${randomUUID()}`;
const kafka = connectKafka(loadConfig().kafka, silent);
const plain = plainKafka();
const admin = plain.admin();
const producer = plain.producer();
afterAll(() => Promise.all([admin.disconnect(), producer.disconnect()]));

const letterOf = (from: string, offset: bigint, topicId?: string) =>
  ({ original: { topic: from, partition: 0, offset, topicId } }) as FoundLetter;

it('says which were written before, as long as their topic has them', async () => {
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  const write = (ageMs: number) =>
    producer.send({ topic, messages: [{ value: 'v', timestamp: String(Date.now() - ageMs) }] });
  for (const hours of [5, 4, 3, 1, 0]) await write(hours * HOUR_MS);
  const ask = () => oldOriginals({ kafka, log: silent, topic: `${topic}.dlq` }, 2 * HOUR_MS);
  const first = await ask();
  expect([0n, 1n, 2n, 3n, 4n, 99n].map((offset) => first(letterOf(topic, offset)))).toEqual([
    ...[true, true, true],
    ...[false, false, false],
  ]);

  await kafka.topics.deleteRecords(topic, new Map([[0, 1n]]));
  const isOld = await ask();
  // Deleted, so that nothing is known of it.
  expect([isOld(letterOf(topic, 0n)), isOld(letterOf(topic, 1n))]).toEqual([false, true]);
  expect(isOld(letterOf('another', 1n))).toBe(false);
  // Of a topic of the same name that was deleted, and whose offsets this one has again.
  expect(isOld(letterOf(topic, 1n, 'tLfT8nd_SHOT1bDhXwTtUA'))).toBe(false);
});

it('knows nothing of a topic that is gone, and says so', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const isOld = await oldOriginals({ kafka, log, topic: 'no-such-topic.dlq' }, HOUR_MS);
  expect(isOld(letterOf('no-such-topic', 0n))).toBe(false);
  expect(lines).toEqual([expect.stringContaining('cannot ask when the originals were written')]);
});
