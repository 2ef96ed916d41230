import kafkajs, { type Admin } from 'kafkajs';
import { randomOf } from '../fuzz/random.ts';
import { cleaned, COMPACTION, SMALL_SEGMENTS } from './compaction.ts';
import { differences, type Difference } from './compare.ts';
import type { JavaProgram } from './java-program.ts';
import { countKinds, type Kinds } from './kinds.ts';
import { nameOf, type Read, type Start } from './log.ts';
import { HUNG, planOf } from './plan.ts';
import { readThroughBridge } from './through-bridge.ts';
import { readThroughJava } from './through-java.ts';
import { readThroughKafkajs, type OwnFilter } from './through-kafkajs.ts';
import { write } from './write.ts';
import { abortedRecords, startInside, type Written } from './written.ts';

export interface Servers {
  readonly address: string;
  /** The broker's folder of logs. */
  readonly data: string;
  readonly admin: Admin;
  readonly writer: JavaProgram;
  readonly reader: JavaProgram;
}

export interface Round {
  readonly kinds: Kinds;
  /** What Java read, and what was aborted. */
  readonly records: number;
  readonly aborted: number;
  readonly differences: readonly Difference[];
  readonly ownFilter: OwnFilter | undefined;
}

interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly isCompacted: boolean;
}

const LOGS_A_TOPIC = 25;

/** Within how many logs kafkajs's own filter has to fail. */
const OWN_FILTER_LOGS = 50;

/**
 * Writes logs at random, and reads each twice through Java's client and through the bridge: from its beginning, and from
 * within. The same seed makes the same logs, but for the offsets of markers, which brokers write when they come to it.
 *
 * @param ownFilter whether kafkajs as it comes reads the first logs, too
 */
export async function runRound(
  servers: Servers,
  { seed, logs, ownFilter }: { readonly seed: number; readonly logs: number; readonly ownFilter: boolean },
): Promise<Round> {
  const { address, data, admin, writer, reader } = servers;
  const random = randomOf(seed);
  const topics = topicsOf(seed, logs);
  await create(admin, topics);
  await writer.ask([`begin ${HUNG}`]);
  const written: Written[] = [];
  for (const { name, partitions, isCompacted } of topics) {
    const plan = planOf(random, partitions, isCompacted);
    written.push(...(await write(writer, name, partitions, plan)));
  }
  const compacted = topics.filter(({ isCompacted }) => isCompacted).map(({ name }) => name);
  await compact(admin, compacted);
  await cleaned(
    data,
    written.filter(({ topic }) => compacted.includes(topic)),
  );

  const whole = written.map(({ topic, partition }): Start => ({ topic, partition, offset: 0n }));
  const within = written.map((log) => startInside(random, log));
  const found: Difference[] = [];
  let fromBeginning: readonly Read[] = [];
  for (const starts of [whole, within]) {
    const groupId = `${seed}-${starts === whole ? 'whole' : 'within'}`;
    const expected = await readThroughJava(reader, starts);
    const got = await readThroughBridge(address, groupId, starts, expected.ends);
    found.push(...differences(expected.records, got.records));
    for (const stuck of got.stuck) found.push({ log: nameOf(stuck), offset: stuck.offset, what: 'stuck' });
    if (starts === whole) fromBeginning = expected.records;
  }
  const first = new Set(
    written.slice(0, OWN_FILTER_LOGS).flatMap((log) => (compacted.includes(log.topic) ? [] : nameOf(log))),
  );
  const round = {
    kinds: countKinds(data, written, new Set(compacted), within),
    records: fromBeginning.length,
    aborted: written.reduce((sum, log) => sum + abortedRecords(log), 0),
    differences: found,
    ownFilter: ownFilter
      ? await readThroughKafkajs(
          address,
          `${seed}-kafkajs`,
          first,
          fromBeginning.filter((record) => first.has(nameOf(record))),
        )
      : undefined,
  };
  await writer.ask([`abort ${HUNG}`]);
  await admin.deleteTopics({ topics: topics.map(({ name }) => name) });
  return round;
}

/** Each fourth topic is compacted; there are at least four, if there are logs for them. */
function topicsOf(seed: number, logs: number): Topic[] {
  const size = Math.max(1, Math.min(LOGS_A_TOPIC, Math.ceil(logs / 4)));
  return Array.from({ length: Math.ceil(logs / size) }, (_, index) => ({
    name: `log-${seed}-${index}`,
    partitions: Math.min(size, logs - index * size),
    isCompacted: index % 4 === 3,
  }));
}

async function create(admin: Admin, topics: readonly Topic[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map(({ name, partitions, isCompacted }) => ({
      topic: name,
      numPartitions: partitions,
      ...(isCompacted && { configEntries: entriesOf(SMALL_SEGMENTS) }),
    })),
  });
}

async function compact(admin: Admin, topics: readonly string[]): Promise<void> {
  await admin.alterConfigs({
    validateOnly: false,
    resources: topics.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configEntries: entriesOf({ ...SMALL_SEGMENTS, ...COMPACTION }),
    })),
  });
}

const entriesOf = (config: Readonly<Record<string, string>>) =>
  Object.entries(config).map(([name, value]) => ({ name, value }));
