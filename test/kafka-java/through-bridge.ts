import type { RecordSource } from '../../consumers/bridge/source.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createLogger } from '../../infra/logger.ts';
import { eventually } from '../eventually.ts';
import { nameOf, textOf, type Read, type Start } from './log.ts';

const log = createLogger('silent');

/** What a reader got, and of the logs that it did not get to the end of, where it was then. */
export interface Reading {
  readonly records: Read[];
  readonly stuck: readonly Start[];
}

/**
 * What the bridge's own source gives, with a worker that takes everything at once.
 *
 * @param starts what the group has committed
 * @param ends where the logs end for it, by their names
 */
export async function readThroughBridge(
  broker: string,
  groupId: string,
  starts: readonly Start[],
  ends: ReadonlyMap<string, bigint>,
): Promise<Reading> {
  const kafka = connectKafka({ brokers: [broker], ssl: false, sasl: undefined }, log);
  const records: Read[] = [];
  const positions = new Map(starts.map((start) => [nameOf(start), start.offset]));
  const crashes: Error[] = [];
  const source: RecordSource = kafka.source({
    groupId,
    topics: new Map(starts.map(({ topic }) => [topic, { incarnation: 1, startFrom: 'beginning' }])),
    log,
    onCrash: (cause) => crashes.push(cause),
  });
  await source.start((partition) => ({
    async offer({ offset, key, value }) {
      records.push({ ...partition, offset, key: textOf(key), value: textOf(value) });
      positions.set(nameOf(partition), offset + 1n);
      return undefined;
    },
    skip: (last) => void positions.set(nameOf(partition), last + 1n),
    get committable() {
      return positions.get(nameOf(partition));
    },
    inFlight: 0,
    idle: async () => undefined,
    close: () => undefined,
  }));
  const behind = () =>
    [...ends].filter(([name, end]) => (positions.get(name) ?? 0n) < end).map(([name]) => name);
  await eventually(() => crashes.length > 0 || behind().length === 0, 60_000).catch(() => undefined);
  await source.stop(10_000);
  if (crashes[0]) throw crashes[0];
  const late = new Set(behind());
  return {
    records,
    stuck: starts
      .filter((start) => late.has(nameOf(start)))
      .map((start) => ({ ...start, offset: positions.get(nameOf(start))! })),
  };
}
