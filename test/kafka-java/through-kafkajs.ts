import type { TopicPartition } from '../../consumers/bridge/source.ts';
import { eventually } from '../eventually.ts';
import { plainKafka } from '../plain-kafka.ts';
import { differences } from './compare.ts';
import { byLog, nameOf, textOf, type Read } from './log.ts';

/** How kafkajs as it comes reads logs from their beginning. */
export interface OwnFilter {
  readonly logs: number;
  /** Logs of which it gives other records than Java does. */
  readonly wrongLogs: number;
  /** Records that it gave, and those among them that Java does not give. */
  readonly records: number;
  readonly invented: number;
}

/**
 * Whether the logs are hard enough to tell a right filter from a wrong one: kafkajs's own gives records of aborted
 * transactions.
 *
 * @param fromJava what Java gives of all logs
 */
export async function readThroughKafkajs(
  broker: string,
  groupId: string,
  logs: readonly TopicPartition[],
  fromJava: readonly Read[],
): Promise<OwnFilter> {
  const names = new Set(logs.map(nameOf));
  const expected = fromJava.filter((record) => names.has(nameOf(record)));
  const consumer = plainKafka([broker]).consumer({ groupId, maxWaitTimeInMs: 100 });
  const got: Read[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [...new Set(logs.map(({ topic }) => topic))], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, partition, message: { offset, key, value } }) => {
      const record = { topic, partition, offset: BigInt(offset), key: textOf(key), value: textOf(value) };
      if (names.has(nameOf(record))) got.push(record);
    },
  });
  const last = new Map([...byLog(expected)].map(([log, of]) => [log, of.at(-1)!.offset]));
  const hasLast = () => {
    const reached = new Map(got.map((record) => [nameOf(record), record.offset]));
    return [...last].every(([log, offset]) => (reached.get(log) ?? -1n) >= offset);
  };
  // It may lose the last ones.
  await eventually(hasLast, 15_000).catch(() => undefined);
  await consumer.disconnect();
  const known = new Set(expected.map(placeOf));
  return {
    logs: logs.length,
    wrongLogs: differences(expected, got).length,
    records: got.length,
    invented: got.filter((record) => !known.has(placeOf(record))).length,
  };
}

const placeOf = (record: Read): string => `${nameOf(record)}@${record.offset}`;
