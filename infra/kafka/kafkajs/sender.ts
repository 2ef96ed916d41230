import kafkajs, { Partitioners, type IHeaders, type Kafka, type TopicMessages } from 'ktb-kafkajs';
import type { OutboundRecord } from '../../../consumers/bridge/dead-letter.ts';
import type { RecordSender } from '../ports.ts';
import { translated } from './errors.ts';

const { GZIP, None } = kafkajs.CompressionTypes;

export function openSender(kafka: Kafka): Promise<RecordSender> {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner, // the Java clients' own, so that a key has one partition whatever client wrote it
    idempotent: true,
    allowAutoTopicCreation: false,
  });
  return translated(async () => {
    await producer.connect();
    return {
      send: (records, { isCompressed }) =>
        translated(async () => {
          const topicMessages = byTopic(records);
          await producer.sendBatch({ acks: -1, compression: isCompressed ? GZIP : None, topicMessages });
        }),
      close: () => translated(() => producer.disconnect()),
    };
  });
}

const byTopic = (records: readonly OutboundRecord[]): TopicMessages[] =>
  [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.map(({ key, value, headers, partition }) => ({
      ...(partition !== undefined && { partition }),
      key,
      value,
      // kafkajs's types have no null header value, which Kafka has; see the patch of its encoder.
      headers: headers as IHeaders,
    })),
  }));
