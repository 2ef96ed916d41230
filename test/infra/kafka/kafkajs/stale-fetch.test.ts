import { setImmediate as soon } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import '../../../../infra/kafka/kafkajs/patches.ts';
import { internal } from '../../../../infra/kafka/kafkajs/internals.ts';
import { unpatched } from './unpatched.ts';

interface Batch {
  readonly messages: readonly { readonly offset: string }[];
}

interface ConsumerGroup {
  joinAndSync(): Promise<void>;
  fetch(nodeId: number): Promise<Batch[]>;
  resolveOffset(at: { topic: string; partition: number; offset: string }): void;
}

type Class = new (options: object) => ConsumerGroup;
const { MemberAssignment } = internal<{ MemberAssignment: { encode(assigned: object): Buffer } }>(
  'consumer/assignerProtocol.js',
);

/** A member of a group whose only partition is led by broker 2, with nothing committed. */
function aMember(Group: Class) {
  const asked: string[] = [];
  let answer = Promise.withResolvers<object>();
  const coordinator = {
    isConnected: () => true,
    joinGroup: async () => ({ generationId: 1, leaderId: 'other', memberId: 'm', members: [] }),
    syncGroup: async () => ({
      memberAssignment: MemberAssignment.encode({ version: 0, assignment: { t: [0] } }),
    }),
    offsetFetch: async () => ({ responses: [{ topic: 't', partitions: [{ partition: 0, offset: '0' }] }] }),
  };
  const broker = {
    fetch: ({ topics }: { topics: { partitions: { fetchOffset: string }[] }[] }) => {
      asked.push(topics[0]!.partitions[0]!.fetchOffset);
      return answer.promise;
    },
  };
  const offsets = {};
  const group = new Group({
    groupId: 'g',
    topics: ['t'],
    topicConfigurations: {},
    assigners: [],
    logger: { namespace: () => ({ info() {}, debug() {}, warn() {} }) },
    instrumentationEmitter: { emit() {} },
    maxWaitTimeInMs: 1,
    cluster: {
      findGroupCoordinator: async () => coordinator,
      refreshMetadataIfNecessary: async () => undefined,
      findTopicPartitionMetadata: () => [{ partitionId: 0, leader: 2 }],
      committedOffsets: () => offsets,
      findBroker: async () => broker,
    },
  });
  return {
    group,
    asked,
    answer(...found: string[]) {
      const messages = found.map((offset) => ({ offset }));
      answer.resolve({
        responses: [
          {
            topicName: 't',
            partitions: [{ partition: 0, abortedTransactions: [], messages, highWatermark: '9' }],
          },
        ],
      });
      answer = Promise.withResolvers();
    },
  };
}

/** What a broker answers to a question of the generation before; and from where the new one reads then. */
async function answerAfterRejoin(Group: Class) {
  const { group, asked, answer } = aMember(Group);
  await group.joinAndSync();
  // Offsets 0 to 4 are in flight, and nothing is committed.
  group.resolveOffset({ topic: 't', partition: 0, offset: '4' });
  const late = group.fetch(2);
  await soon();
  // As a fetch from another broker does when that says that it does not lead a partition any more.
  await group.joinAndSync();
  answer('5');
  const found = (await late).flatMap(({ messages }) => messages.map(({ offset }) => offset));
  const next = group.fetch(2);
  await soon();
  answer();
  await next;
  return { found, asked };
}

it('what was asked for in a generation of the group is not taken in the next one, which reads from what is committed', async () => {
  const Patched = internal<Class>('consumer/consumerGroup.js');
  expect(await answerAfterRejoin(Patched)).toEqual({ found: [], asked: ['5', '0'] });
});

it('kafkajs itself takes it, and so skips what was in flight', async () => {
  const Original = unpatched<Class>('consumer/consumerGroup.js');
  expect((await answerAfterRejoin(Original)).found).toEqual(['5']);
});
