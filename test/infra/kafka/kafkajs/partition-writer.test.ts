import { expect, it } from '@jest/globals';
import type { Cluster } from '../../../../infra/kafka/kafkajs/cluster.ts';
import { partitionWriter } from '../../../../infra/kafka/kafkajs/partition-writer.ts';

const P = { topic: 't', partition: 0 };

/** A broker that answers each request as a test says, and what it was asked: by which producer, from which number on. */
function brokerThat(...answers: (string | undefined)[]) {
  const asked: string[] = [];
  let ids = 0;
  const broker = {
    initProducerId: async () => ({ producerId: String((ids += 1)), producerEpoch: 0 }),
    async produce({ producerId, topicData }: { producerId: string; topicData: Sent[] }) {
      asked.push(`${producerId}:${topicData[0]!.partitions[0]!.firstSequence}`);
      const type = answers.shift();
      if (type !== undefined) throw Object.assign(new Error(type), { type });
    },
  };
  const cluster = {
    addMultipleTargetTopics: async () => undefined,
    refreshMetadataIfNecessary: async () => undefined,
    refreshMetadata: async () => undefined,
    isConnected: () => true,
    brokerPool: {
      metadata: {
        topicMetadata: [
          { topic: 't', topicErrorCode: 0, partitionMetadata: [{ partitionId: 0, leader: 1 }] },
        ],
      },
    },
    findBroker: async () => broker,
  };
  return { writer: partitionWriter(cluster as unknown as Cluster, P), asked };
}
type Sent = { readonly partitions: readonly { readonly firstSequence: number }[] };

const [messages, options] = [[{ value: 'a' }, { value: 'b' }], { isCompressed: false }];

it('counts the messages of a producer', async () => {
  const { writer, asked } = brokerThat();
  await writer.write(messages, options);
  await writer.write(messages, options);
  expect(asked).toEqual(['1:0', '1:2']);
});

it('repeats an attempt of which nothing is known with the same number, so that it is taken once', async () => {
  const { writer, asked } = brokerThat('REQUEST_TIMED_OUT', 'DUPLICATE_SEQUENCE_NUMBER');
  await writer.write(messages, options);
  await writer.write(messages, options);
  expect(asked).toEqual(['1:0', '1:0', '1:2']);
});

it('is another producer after a failure of which nothing is known, as the next messages would have its number', async () => {
  const { writer, asked } = brokerThat('REQUEST_TIMED_OUT', 'TOPIC_AUTHORIZATION_FAILED');
  await expect(writer.write(messages, options)).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
  await writer.write(messages, options);
  expect(asked).toEqual(['1:0', '1:0', '2:0']);
});

it('stays the same producer after a refusal: nothing was written', async () => {
  const { writer, asked } = brokerThat('TOPIC_AUTHORIZATION_FAILED');
  await expect(writer.write(messages, options)).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
  await writer.write(messages, options);
  expect(asked).toEqual(['1:0', '1:0']);
});

it('is another producer if the broker has forgotten it', async () => {
  const { writer, asked } = brokerThat('UNKNOWN_PRODUCER_ID');
  await writer.write(messages, options);
  expect(asked).toEqual(['1:0', '2:0']);
});
