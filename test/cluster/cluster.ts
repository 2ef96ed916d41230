import { randomUUID } from 'node:crypto';
import { openPartition } from '../../consumers/bridge/partition.ts';
import { Assignment } from '../../infra/kafka/assignment.ts';
import type { TopicPolicies } from '../../consumers/bridge/route.ts';
import { withCluster } from '../../infra/kafka/kafkajs/cluster.ts';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { connectionOf } from '../../infra/kafka/kafkajs/connection.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { stages } from '../consumers/bridge/stages.ts';
import { eventually } from '../eventually.ts';
import { silent } from '../integration/watch.ts';
import { plainKafka } from '../plain-kafka.ts';
import { Brokers } from './brokers.ts';
import { CLUSTER } from './global-setup.ts';

export const brokers = new Brokers(process.env[CLUSTER]!);

/** A client of kafkajs with the bridge's patches, and the ports on it. */
export const client = createClient({ ...loadConfig().kafka, brokers: [...brokers.addresses] }, silent);
export const kafka = connectionOf(client);

export const admin = plainKafka([...brokers.addresses]).admin();

/** The brokers that have each partition, the leader first. */
export type Replicas = readonly (readonly number[])[];

export const ALL_THREE: Replicas = [
  [1, 2, 3],
  [2, 3, 1],
  [3, 1, 2],
];

/** Creates a topic whose partitions are on these brokers, and resolves once it can be read. */
export async function createTopic(
  name: string,
  replicas: Replicas = ALL_THREE,
  config: Readonly<Record<string, string>> = {},
): Promise<string> {
  const topic = `${name}-${randomUUID().slice(0, 8)}`;
  await create(topic, replicas, config);
  return topic;
}

/** The same, with the very name. */
export async function create(
  topic: string,
  replicas: Replicas,
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        replicaAssignment: replicas.map((of, partition) => ({ partition, replicas: [...of] })),
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      },
    ],
  });
  await eventually(() => kafka.cluster.ranges([topic]));
}

/** Writes a record to each of the partitions, however long that takes. */
export async function write(topic: string, partitions: readonly number[], value: string): Promise<void> {
  const sender = await kafka.openSender();
  for (const partition of partitions) {
    const record = { topic, key: null, value: Buffer.from(value), headers: {} };
    await eventually(() =>
      sender.send({ topic, partition }, [record], { isCompressed: false }).then(() => true),
    );
  }
  await sender.close();
}

export interface Member {
  /** Each record that was dispatched: `topic/partition value`. */
  readonly seen: readonly string[];
  readonly generations: () => number;
  readonly source: ReturnType<typeof kafka.source>;
  readonly crashes: readonly Error[];
  start(): Promise<void>;
}

const sources: Member['source'][] = [];

/** A member of a group that notes what it reads. */
export function openMember(
  groupId: string,
  topics: readonly string[],
  settings: Partial<Pick<TopicPolicies, 'startFrom'>> = {},
): Member {
  const seen: string[] = [];
  const crashes: Error[] = [];
  const generations = new Set<AbortSignal>();
  const source = kafka.source({
    groupId,
    topics: new Map(topics.map((topic) => [topic, { incarnation: 1, startFrom: 'beginning', ...settings }])),
    log: silent,
    commitEveryMs: 100,
    onCrash: (cause) => crashes.push(cause),
    assign: (...args) => {
      const assignment = new Assignment(...args);
      generations.add(assignment.over);
      return assignment;
    },
  });
  sources.push(source);
  const start = () =>
    source.start(() =>
      openPartition(
        stages({
          async dispatch({ topic, partition, value }) {
            seen.push(`${topic}/${partition} ${String(value)}`);
          },
        }),
      ),
    );
  return { seen, crashes, source, start, generations: () => generations.size };
}

/** Waits until the members of a group have seen a value of each partition. */
export const seenIn = (
  members: readonly Member[],
  topic: string,
  partitions: readonly number[],
  value: string,
) =>
  eventually(() =>
    partitions.every((partition) =>
      members.some(({ seen }) => seen.includes(`${topic}/${partition} ${value}`)),
    ),
  );

interface Coordinators {
  findGroupCoordinatorMetadata(of: {
    groupId: string;
    coordinatorType: number;
  }): Promise<{ coordinator: { nodeId: number } }>;
}

/** The broker that coordinates a group. Asked for the first one, the brokers create the topic of groups. */
export const coordinatorOf = (groupId: string): Promise<number> =>
  eventually(() =>
    withCluster(client, async (cluster) => {
      await cluster.refreshMetadata();
      const of = { groupId, coordinatorType: 0 };
      const { coordinator } = await (cluster as unknown as Coordinators).findGroupCoordinatorMetadata(of);
      return coordinator.nodeId;
    }),
  );

/** Ends what tests have opened. */
export async function close(): Promise<void> {
  await Promise.all(sources.splice(0).map((source) => source.stop(30_000)));
  await admin.disconnect();
}
