import { setTimeout as delay } from 'node:timers/promises';
import type { Codec } from '../../schemas/bridge/codec.ts';
import { isRejected } from '../../schemas/bridge/rejected.ts';
import { headerText, type InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { readLetterState } from '../../consumers/bridge/letter-state.ts';
import { isKafkaOutage } from './errors.ts';
import type { Kafka } from './kafka.ts';
import type { LogRange } from './ports.ts';

/** A record as people and tests look at it. */
export interface SeenRecord {
  readonly topic: string;
  readonly partition: number;
  /** A whole number, as text, because it may be larger than JSON's numbers. */
  readonly offset: string;
  /** ISO 8601; null if the record has none. */
  readonly timestamp: string | null;
  /** Short name of the record type; null if the value cannot be decoded. */
  readonly type: string | null;
  readonly key: string | null;
  readonly ceId: string | null;
  /** `ktb_reason` of a dead letter. */
  readonly reason: string | null;
  /** The decoded value; null if it cannot be decoded. */
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
  /** Resolves once everything has been read that is on the topics now. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 20;
const MAX_FAILURES = 30;

/** Reads topics as a subscriber with a group of its own, which is removed afterwards. Resolves once it is reading. */
export async function readTopics(options: ReadOptions): Promise<TopicReader> {
  const { kafka, topics, codec, fromBeginning = true, onRecord } = options;
  // Asked before reading starts, so that "from now on" has no gap.
  const from = fromBeginning ? [] : (await rangesOf(kafka, topics)).map(startAtEnd);
  const follower = await kafka.follow({
    topics,
    from,
    onRecord: async (record) => {
      // A note of `dlq replay` beside a dead letter is none itself.
      if (!readLetterState(record)) onRecord(await seenFrom(record, codec));
    },
  });

  async function catchUp(): Promise<void> {
    for (const range of await rangesOf(kafka, topics)) {
      const isRead = () => (follower.next(range) ?? range.low) >= range.stable;
      while (!isRead()) await delay(LOOK_EVERY_MS);
    }
  }
  let looking: Promise<void> = Promise.resolve();
  let upcoming: Promise<void> | undefined;

  return {
    // Callers share the next look, which begins after all of them have asked.
    caughtUp: () =>
      (upcoming ??= looking.then(() => {
        upcoming = undefined;
        const look = catchUp();
        looking = look.catch(() => undefined);
        return look;
      })),
    stop: () => follower.stop(),
  };
}

const startAtEnd = ({ topic, partition, stable }: LogRange) => ({ topic, partition, offset: stable });

/** A broker that was away leads nothing for a moment. */
async function rangesOf({ cluster }: Kafka, topics: readonly string[]): Promise<LogRange[]> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await cluster.ranges(topics);
    } catch (error) {
      if (!isKafkaOutage(error) || failures === MAX_FAILURES) throw error;
      await delay(1_000);
    }
  }
}

async function seenFrom(
  { topic, partition, offset, timestamp, key, value, headers }: InboundRecord,
  codec: Pick<Codec, 'decode'>,
): Promise<SeenRecord> {
  const decoded = value && (await codec.decode(value));
  const readable = decoded && !isRejected(decoded) ? decoded : undefined;
  return {
    topic,
    partition,
    offset: String(offset),
    timestamp: timestamp < 0 ? null : new Date(timestamp).toISOString(),
    type: readable?.type.name ?? null,
    key: key?.toString() ?? null,
    ceId: headerText(headers, 'ce_id') ?? null,
    reason: headerText(headers, 'ktb_reason') ?? null,
    value: readable?.value ?? null,
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, headerText(headers, name) ?? ''])),
  };
}
