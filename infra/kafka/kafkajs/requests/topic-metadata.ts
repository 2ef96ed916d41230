import type { TopicPartition } from '../../../../consumers/bridge/source.ts';
import { KafkaError } from '../../errors.ts';
import type { Cluster } from '../cluster.ts';
import type { Decoder, Encoder } from '../internals.ts';
import { callBroker, speaks, type Connected } from './broker.ts';

export interface TopicMetadata {
  readonly name: string;
  /** 22 characters, as Kafka's tools print it; undefined if the broker gives none. Another topic never has the same. */
  readonly topicId: string | undefined;
  readonly partitions: readonly PartitionMetadata[];
}

interface PartitionMetadata {
  readonly partition: number;
  /** Grows with each change of the leader. */
  readonly leaderEpoch: number;
}

/** The first version that has topic ids. Kafka 2.8 and later speak it. */
const METADATA = { apiKey: 3, apiVersion: 10, apiName: 'Metadata' };

/** What a broker knows of topics; undefined if it is too old to tell their ids. kafkajs asks in version 6 at most. */
export async function topicMetadata(
  broker: Connected,
  topics: readonly string[],
): Promise<readonly TopicMetadata[] | undefined> {
  if (!speaks(broker, METADATA)) return undefined;
  return callBroker(broker, {
    ...METADATA,
    write: (encoder) => writeRequest(encoder, topics),
    read: readTopics,
  });
}

/** Of one partition: its topic's id, and the epoch of its leader. Undefined if the brokers do not tell them. */
export function lifeIn(topics: readonly TopicMetadata[] | undefined, { topic, partition }: TopicPartition) {
  const known = topics?.find(({ name }) => name === topic);
  const { leaderEpoch } = known?.partitions.find((one) => one.partition === partition) ?? {};
  return { topicId: known?.topicId, leaderEpoch };
}

/** The ids of topics, as one broker knows them. Without those of which it tells none. Rejects if no broker answers. */
export async function topicIdsIn(
  { brokerPool }: Cluster,
  topics: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const answer = await brokerPool.withBroker(async ({ broker }) => ({
    known: await topicMetadata(broker, topics),
  }));
  if (!answer) throw new KafkaError('outage', 'no broker says which topics there are');
  return new Map(
    (answer.known ?? []).flatMap(({ name, topicId }) => (topicId === undefined ? [] : [[name, topicId]])),
  );
}

const ID_BYTES = 16;
const NO_ID = Buffer.alloc(ID_BYTES);
/** A list of tagged fields without one: such versions end each structure with it. */
const NO_TAGS = 0;

function writeRequest(encoder: Encoder, topics: readonly string[]): Encoder {
  // The request's header ends with tagged fields, too; kafkajs knows a header without.
  encoder.writeUVarInt(NO_TAGS).writeUVarInt(topics.length + 1);
  for (const topic of topics)
    encoder.writeInt64('0').writeInt64('0').writeUVarIntString(topic).writeUVarInt(NO_TAGS);
  return encoder
    .writeBoolean(false) // creates no topic
    .writeBoolean(false)
    .writeBoolean(false)
    .writeUVarInt(NO_TAGS);
}

function readTopics(decoder: Decoder): TopicMetadata[] {
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  decoder.readUVarIntArray(skipBroker);
  decoder.readUVarIntString(); // cluster id
  decoder.readInt32(); // controller
  return decoder.readUVarIntArray(readTopic) ?? [];
}

function skipBroker(decoder: Decoder): undefined {
  decoder.readInt32();
  decoder.readUVarIntString();
  decoder.readInt32();
  decoder.readUVarIntString();
  decoder.readTaggedFields();
}

function readTopic(decoder: Decoder): TopicMetadata {
  decoder.readInt16(); // error
  const name = decoder.readUVarIntString() ?? '';
  const id = decoder.readBytes(ID_BYTES);
  decoder.readBoolean(); // internal
  const partitions = decoder.readUVarIntArray(readPartition) ?? [];
  decoder.readInt32(); // authorized operations
  decoder.readTaggedFields();
  return { name, topicId: id.equals(NO_ID) ? undefined : id.toString('base64url'), partitions };
}

function readPartition(decoder: Decoder): PartitionMetadata {
  decoder.readInt16(); // error
  const partition = decoder.readInt32();
  decoder.readInt32(); // leader
  const leaderEpoch = decoder.readInt32();
  for (let list = 0; list < 3; list += 1) decoder.readUVarIntArray((of) => of.readInt32()); // replicas
  decoder.readTaggedFields();
  return { partition, leaderEpoch };
}
