import { setTimeout as delay } from 'node:timers/promises';
import { createCodec } from '../../schemas/codec.ts';
import { connectRegistry } from '../../schemas/registry.ts';
import type { Config } from '../config.ts';
import { connectKafka } from '../kafka/client.ts';
import { createRecordProducer } from '../kafka/producer.ts';
import { readTopics, type SeenRecord } from '../kafka/read-topics.ts';
import { allTypes } from '../kafka/topic-types.ts';
import type { Logger } from '../logger.ts';
import { connectTemporal } from '../temporal.ts';
import { Actor, type Stage } from './actor.ts';
import { createBoard } from './board.ts';
import { booksOf } from './books.ts';
import { auditBooks, cast, playAll } from './play.ts';
import type { Story } from './scenario.ts';
import { Tally, type Summary } from './tally.ts';

export interface DemoOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly stories: readonly Story[];
  readonly deadlineMs: number;
  /** Where the table goes. */
  readonly out: NodeJS.WriteStream;
  readonly onRecord?: (record: SeenRecord) => void;
}

export interface DemoResult {
  readonly summary: Summary;
  /** What did not happen, or should not have: empty when all is well. */
  readonly problems: readonly string[];
}

const WATCHED = ['orders.outcomes', 'orders.placed.dlq', 'orders.approvals.dlq', 'orders.cancellations.dlq'];

/** Plays every story on a bridge that is up, watches what comes of them, and compares. */
export async function playDemo({
  config,
  log,
  stories,
  deadlineMs,
  out,
  onRecord,
}: DemoOptions): Promise<DemoResult> {
  const parts = cast(stories);
  const tally = new Tally(parts.flatMap(({ expected }) => expected));
  const board = createBoard(out);
  const seen = new Set<string>();
  const over = new AbortController();

  const kafka = connectKafka(config.kafka, log);
  const codec = createCodec(connectRegistry(config.registry), allTypes());
  const producer = createRecordProducer(kafka);
  const temporal = await connectTemporal(config.temporal);
  const books = booksOf(config.services.url);

  const stage: Stage = {
    temporal,
    signal: over.signal,
    async write(topic, type, value) {
      await producer.send({
        topic,
        key: Buffer.from(type.keyOf(value) ?? ''),
        value: await codec.encode(topic, type, value),
        headers: {},
      });
    },
    writeBytes: (topic, key, value) => producer.send({ topic, key: Buffer.from(key), value, headers: {} }),
    seen: (orderId, type) => seen.has(`${orderId} ${type}`),
    booked: books,
    onSent: (orderId, what) => board.sent(orderId, what),
  };

  const reader = await readTopics({
    kafka,
    topics: WATCHED,
    codec,
    fromBeginning: false,
    onRecord(record) {
      onRecord?.(record);
      seen.add(`${record.key} ${record.type}`);
      tally.see(record);
      const last = !tally.missing.some(({ key }) => key === record.key);
      if (record.key)
        board.outcome(record.key, record.reason ? `dead letter ${record.reason}` : String(record.type), last);
    },
  });

  for (const { order, story } of parts) board.add(order.orderId, story.title);
  const played = playAll(parts, stage).catch((error: unknown) =>
    over.signal.aborted ? undefined : Promise.reject(error),
  );
  const watching = watchStatus();
  await Promise.race([allArrived(), delay(deadlineMs), failureOf(played)]);
  over.abort();
  await Promise.all([played, watching]);
  board.close();

  const problems = [
    ...tally.missing.map(
      ({ key, topic, type, reason }) =>
        `missing on ${topic}: ${reason ? `dead letter ${reason}` : type} for ${key}`,
    ),
    ...(await auditBooks(parts, books)),
  ];
  await reader.stop();
  await producer.close();
  await temporal.connection.close();
  return { summary: tally.summary, problems };

  async function allArrived(): Promise<void> {
    while (tally.missing.length > 0)
      await delay(50, undefined, { signal: over.signal }).catch(() => undefined);
  }

  async function watchStatus(): Promise<void> {
    while (!over.signal.aborted) {
      for (const { order } of parts) {
        const status = await new Actor(stage, order).status().catch(() => undefined);
        if (status) board.status(order.orderId, status);
      }
      await delay(500, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
}
