import { randomUUID } from 'node:crypto';
import { CompressionTypes, type Admin, type Producer } from 'kafkajs';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { connectionOf } from '../../infra/kafka/kafkajs/connection.ts';
import { headersInOrder } from '../../infra/kafka/kafkajs/null-headers.ts';
import type { BrokerFaults, DrivenSource, SourceDriver, SourceOptions } from '../conformance/driver.ts';
import { eventually } from '../eventually.ts';
import { API, ERROR, faultySockets } from './faulty-sockets.ts';
import { silent } from './watch.ts';

/** kafkajs behind the port, on a real broker. */
export function kafkajsDriver(): SourceDriver {
  const client = createClient(loadConfig().kafka, silent);
  const kafka = connectionOf(client);
  const admin = client.admin();
  const producer = client.producer();
  const connected = Promise.all([admin.connect(), producer.connect()]);
  return {
    async createTopic(partitions) {
      await connected;
      const topic = `source-${randomUUID()}`;
      await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] });
      return topic;
    },
    async write({ topic, partition }, records) {
      await producer.send({
        topic,
        messages: records.map(({ value, headers }) => ({
          partition,
          value,
          ...(headers && { headers: headersInOrder(headers) }),
        })),
      });
    },
    open,
    async committed(groupId, { topic, partition }) {
      const found = await kafka.groups.committed(groupId, [topic]);
      const commit = found.find((one) => one.partition === partition);
      return commit && { offset: commit.offset, metadata: commit.metadata };
    },
    async members(groupId) {
      const { groups } = await admin.describeGroups([groupId]);
      return groups[0]?.members.length ?? 0;
    },
    brokers: faultsOn(admin, producer),
    async close() {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

/** The sockets of each source, on which faults are asked for. */
const socketsOf = new WeakMap<RecordSource, ReturnType<typeof faultySockets>>();

function open({ topic, groupId, metadata, commitEveryMs }: SourceOptions): DrivenSource {
  const sockets = faultySockets();
  const crashes: Error[] = [];
  const source = connectionOf(createClient(loadConfig().kafka, silent, sockets)).source({
    groupId,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log: silent,
    commitEveryMs,
    metadataOf: () => metadata,
    onCrash: (cause) => crashes.push(cause),
  });
  socketsOf.set(source, sockets);
  const rebalance = () => sockets.answer(API.heartbeat, ERROR.rebalanceInProgress);
  return { source, crashes, lose: rebalance, revoke: rebalance };
}

const faultsOn = (admin: Admin, producer: Producer): BrokerFaults => ({
  async failToRejoin(source) {
    const sockets = socketsOf.get(source)!;
    sockets.answer(API.heartbeat, ERROR.notCoordinator);
    sockets.answer(API.joinGroup, ERROR.coordinatorLoading);
    await eventually(() => sockets.pending === 0);
  },
  async writeUnreadable({ topic, partition }) {
    // Compressed they fit into a batch; a reader would have to make room for all of them.
    const bomb = Array.from({ length: 70 }, () => ({ partition, value: Buffer.alloc(1024 * 1024) }));
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages: bomb });
  },
  async recreate(topic) {
    await admin.deleteTopics({ topics: [topic] });
    await eventually(async () => {
      // False if it was created before, by a call whose answer was an error.
      await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
      return true;
    });
  },
  async silence(source) {
    const sockets = socketsOf.get(source)!;
    sockets.silence();
    return () => sockets.restore();
  },
});
