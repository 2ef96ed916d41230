import { randomUUID } from 'node:crypto';
import { loadConfig } from '../../infra/settings/config.ts';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { connectionOf } from '../../infra/kafka/kafkajs/connection.ts';
import { headersInOrder } from '../../infra/kafka/kafkajs/null-headers.ts';
import type { DrivenSource, SourceDriver, SourceOptions } from '../conformance/driver.ts';
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
    async close() {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

function open({ topic, groupId, metadata, commitEveryMs }: SourceOptions): DrivenSource {
  const sockets = faultySockets();
  const source = connectionOf(createClient(loadConfig().kafka, silent, sockets)).source({
    groupId,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log: silent,
    commitEveryMs,
    metadataOf: () => metadata,
    onCrash: () => undefined,
  });
  const rebalance = () => sockets.answer(API.heartbeat, ERROR.rebalanceInProgress);
  return { source, lose: rebalance, revoke: rebalance };
}
