import { randomOf } from '../fuzz/random.ts';
import { differences, type Difference } from './compare.ts';
import type { JavaProgram } from './java-program.ts';
import { countKinds, type Kinds } from './kinds.ts';
import { nameOf, type Read, type Start } from './log.ts';
import { removeLogs, writeLogs } from './random-logs.ts';
import { readThroughBridge } from './through-bridge.ts';
import { readThroughJava } from './through-java.ts';
import { readThroughKafkajs, type OwnFilter } from './through-kafkajs.ts';
import { topicsOf } from './topics.ts';
import { abortedRecords, startInside } from './written.ts';

export type Servers = Parameters<typeof writeLogs>[0] & {
  /** Runs `Reader.java`. */
  readonly reader: JavaProgram;
};

export interface Round {
  readonly kinds: Kinds;
  /** What Java read from the beginning, and what was aborted. */
  readonly records: number;
  readonly aborted: number;
  readonly differences: readonly Difference[];
  readonly ownFilter: OwnFilter | undefined;
}

export interface RoundOptions {
  readonly seed: number;
  readonly logs: number;
  /** Whether kafkajs as it comes reads the first logs, too. */
  readonly withOwnFilter: boolean;
}

/** Within how many logs kafkajs's own filter has to fail. */
const OWN_FILTER_LOGS = 50;

/**
 * Writes logs at random, and reads each twice through Java's client and through the bridge: from its beginning, and from
 * within. The same seed makes the same logs, but for the offsets of markers, which brokers write when they come to it.
 */
export async function runRound(servers: Servers, options: RoundOptions): Promise<Round> {
  const { seed, logs, withOwnFilter } = options;
  const random = randomOf(seed);
  const topics = topicsOf(seed, logs);
  const written = await writeLogs(servers, random, topics);

  const fromBeginning = written.map(({ topic, partition }): Start => ({ topic, partition, offset: 0n }));
  const fromWithin = written.map((log) => startInside(random, log));
  const whole = await readBoth(servers, `${seed}-whole`, fromBeginning);
  const part = await readBoth(servers, `${seed}-part`, fromWithin);

  const first = written.slice(0, OWN_FILTER_LOGS).filter(({ isCompacted }) => !isCompacted);
  const ownFilter = withOwnFilter
    ? await readThroughKafkajs(servers.address, `${seed}-kafkajs`, first, whole.records)
    : undefined;
  const kinds = countKinds(servers.data, written, fromWithin);
  await removeLogs(servers, topics);
  return {
    kinds,
    records: whole.records.length,
    aborted: written.reduce((sum, log) => sum + abortedRecords(log), 0),
    differences: [...whole.differences, ...part.differences],
    ownFilter,
  };
}

/** What Java reads, and where the bridge differs. */
async function readBoth(
  { address, reader }: Servers,
  groupId: string,
  starts: readonly Start[],
): Promise<{ readonly records: readonly Read[]; readonly differences: readonly Difference[] }> {
  const { records, ends } = await readThroughJava(reader, groupId, starts);
  const got = await readThroughBridge(address, groupId, starts, ends);
  const stuck = got.stuck.map((at) => ({ log: nameOf(at), offset: at.offset, what: 'stuck' }) as const);
  return { records, differences: [...differences(records, got.records), ...stuck] };
}
