import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka, KafkaMessage } from 'ktb-kafkajs';
import type { Codec } from '../../schemas/bridge/codec.ts';
import { isRejected } from '../../schemas/bridge/rejected.ts';
import { headerText } from '../../consumers/bridge/inbound-record.ts';
import { isKafkaOutage } from './errors.ts';

/** A record as people and tests look at it. */
export interface SeenRecord {
  readonly topic: string;
  /** Short name of the record type; null where the value cannot be decoded. */
  readonly type: string | null;
  readonly key: string | null;
  readonly ceId: string | null;
  /** `ktb_reason` of a dead letter. */
  readonly reason: string | null;
  /** The decoded value; null where it cannot be decoded. */
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ReadOptions {
  readonly kafka: Kafka;
  readonly topics: readonly string[];
  readonly codec: Pick<Codec, 'decode'>;
  /** Default true: from the oldest record; false: only what is written from now on. */
  readonly fromBeginning?: boolean;
  readonly onRecord: (record: SeenRecord) => void;
}

export interface TopicReader {
  /** Resolves once everything has been read that stands on the topics now. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 20;
const MAX_FAILURES = 30;

/** Reads topics as a subscriber with a group of its own, which is gone afterwards. Resolves once it is reading. */
export async function readTopics(options: ReadOptions): Promise<TopicReader> {
  const { kafka, topics, codec, fromBeginning = true, onRecord } = options;
  const groupId = `ktb-reader-${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  const wanted = fromBeginning ? [] : await endsOf(admin, topics);
  const from = new Map(
    wanted.map(({ topic, partition, offset }) => [`${topic}/${partition}`, BigInt(offset)]),
  );
  const next = new Map(from);
  const read = new Map<string, bigint>();
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  const joined = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve());
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => restart || joined.reject(error));
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) =>
    read.set(`${topic}/${partition}`, BigInt(lastOffset) + 1n),
  );
  await consumer.run({
    autoCommit: false,
    async eachMessage({ topic, partition, message }) {
      const offset = BigInt(message.offset);
      if (offset < (next.get(`${topic}/${partition}`) ?? 0n)) return;
      next.set(`${topic}/${partition}`, offset + 1n);
      onRecord(await seenFrom(topic, message, codec));
    },
  });
  await joined.promise;
  for (const { topic, partition, offset } of wanted) consumer.seek({ topic, partition, offset });

  async function catchUp(): Promise<void> {
    for (const { topic, partition, low, offset } of await endsOf(admin, topics)) {
      const at = `${topic}/${partition}`;
      const isRead = () => (read.get(at) ?? from.get(at) ?? BigInt(low)) >= BigInt(offset);
      while (!isRead()) await delay(LOOK_EVERY_MS);
    }
  }
  let looking: Promise<void> = Promise.resolve();
  let upcoming: Promise<void> | undefined;

  return {
    // Whoever asks meanwhile shares the next look: it begins after all of them have asked.
    caughtUp: () =>
      (upcoming ??= looking.then(() => {
        upcoming = undefined;
        const look = catchUp();
        looking = look.catch(() => undefined);
        return look;
      })),
    async stop() {
      await consumer.disconnect();
      await admin.deleteGroups([groupId]).catch(() => undefined);
      await admin.disconnect();
    },
  };
}

/** Where each partition ends now, asked before reading starts, so that "from now on" has no gap. */
async function endsOf(admin: Admin, topics: readonly string[]) {
  const ends = topics.map(async (topic) =>
    (await offsetsOf(admin, topic)).map(({ partition, low, high }) => ({
      topic,
      partition,
      low,
      offset: high,
    })),
  );
  return (await Promise.all(ends)).flat();
}

/** A broker that was away leads nothing for a moment, which kafkajs does not wait out. */
async function offsetsOf(admin: Admin, topic: string) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      if (!isKafkaOutage(error) || failures === MAX_FAILURES) throw error;
      await delay(1_000);
    }
  }
}

async function seenFrom(
  topic: string,
  message: KafkaMessage,
  codec: Pick<Codec, 'decode'>,
): Promise<SeenRecord> {
  const headers = message.headers ?? {};
  const decoded = message.value && (await codec.decode(message.value));
  const readable = decoded && !isRejected(decoded) ? decoded : undefined;
  return {
    topic,
    type: readable?.type.name ?? null,
    key: message.key?.toString() ?? null,
    ceId: headerText(headers, 'ce_id') ?? null,
    reason: headerText(headers, 'ktb_reason') ?? null,
    value: readable?.value ?? null,
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, headerText(headers, name) ?? ''])),
  };
}
