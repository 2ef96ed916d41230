// A program with a consumer and a producer of its own kafkajs beside the bridge: `node own-kafkajs.ts ORDER BROKER`.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [, , order, broker = ''] = process.argv;
const require = createRequire(import.meta.url);
const bridge = 'kafka-temporal-bridge/testing';

if (order === 'bridge first') await import(bridge);
const { default: kafkajs } = await import('kafkajs');
const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });
const topic = `own-kafkajs-${randomUUID()}`;
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
const producer = kafka.producer();
await producer.connect();
// By now kafkajs has loaded the protocol that it sends with.
await producer.send({ topic, messages: [{ value: 'one' }] });
if (order === 'bridge last') await import(bridge);
await producer.send({ topic, messages: [{ value: 'two' }] });

const groupId = topic;
await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '99' }] });
const consumer = kafka.consumer({ groupId });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
const read: string[] = [];
const done = Promise.withResolvers<void>();
consumer.on(consumer.events.CRASH, ({ payload: { error } }) => done.reject(error));
await consumer.run({
  async eachMessage({ message }) {
    read.push(String(message.value));
    if (read.length === 2) done.resolve();
  },
});
await done.promise;
await Promise.all([consumer.disconnect(), producer.disconnect()]);
await admin.deleteTopics({ topics: [topic] });
await admin.disconnect();

interface Group {
  readonly prototype: { readonly recoverFromOffsetOutOfRange: unknown };
}

/** Whether the group members of a kafkajs have the bridge's answer to an offset out of range in place of kafkajs's. */
const isPatched = (copy: (path: string) => unknown) =>
  !String((copy('src/consumer/consumerGroup.js') as Group).prototype.recoverFromOffsetOutOfRange).includes(
    'setDefaultOffset',
  );
const ofBridge = createRequire(
  join(dirname(fileURLToPath(import.meta.resolve('kafka-temporal-bridge'))), 'index.js'),
);
const patched = {
  user: isPatched((path) => require(`kafkajs/${path}`)),
  bridge: isPatched((path) => ofBridge(`ktb-kafkajs/${path}`)),
};
process.stdout.write(JSON.stringify({ read, isPatched: patched }));
