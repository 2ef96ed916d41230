// First, for what decodes responses takes it as it is then.
import './fetch-decoder.ts';
import { committedRecords, type LogBatch } from '../committed-records.ts';
import { replaceInternal } from './internals.ts';
import { noteEnds, type LogEnds } from './open-transactions.ts';
import { endOfBatch, NO_EPOCH, type FetchedMessage } from './end-of-batch.ts';

interface Partition extends LogEnds {
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
  readonly messages: readonly FetchedMessage[];
}

interface Response {
  readonly responses: readonly { readonly partitions: readonly Partition[] }[];
}

interface Protocol {
  readonly decode: (raw: Buffer) => Promise<Response>;
}

/** Of the versions that name aborted transactions, those that kafkajs speaks. */
const VERSIONS = [4, 5, 6, 7, 8, 9, 10, 11];

/**
 * kafkajs 2.2.4 believes that the broker lists aborted transactions by their first offset, opens one of them a message,
 * and takes a record whose key is four zero bytes for an abort marker: so it hands out records of transactions that
 * were aborted. Here `committedRecords` decides, and leaves kafkajs nothing to filter.
 */
for (const version of VERSIONS) {
  replaceInternal<Protocol>(`protocol/requests/fetch/v${version}/response.js`, (protocol) => ({
    ...protocol,
    async decode(raw) {
      const response = await protocol.decode(raw);
      const responses = response.responses.map((topic) => ({
        ...topic,
        partitions: topic.partitions.map(committedOnly).map(withEnds),
      }));
      return { ...response, responses };
    },
  }));
}

function withEnds<P extends Partition>(partition: P): P {
  noteEnds(partition.messages, partition);
  return partition;
}

function committedOnly<P extends Partition>(partition: P): P {
  // The usual case: nothing to hide, and kafkajs drops markers itself.
  if (partition.abortedTransactions.length === 0) return partition;
  const aborted = partition.abortedTransactions.map(({ producerId, firstOffset }) => ({
    producerId: BigInt(producerId),
    firstOffset: BigInt(firstOffset),
  }));
  const { records, next } = committedRecords(batchesOf(partition.messages), aborted, 0n);
  const messages = records.map(({ message }) => message);
  // kafkajs reads on behind the last message, and has to come past records that no reader may see.
  if (next > 0n && messages.at(-1)?.offset !== String(next - 1n)) {
    const { partitionLeaderEpoch = NO_EPOCH } = partition.messages.at(-1)!.batchContext;
    messages.push(endOfBatch(next - 1n, partitionLeaderEpoch));
  }
  return { ...partition, abortedTransactions: [], messages };
}

interface Placed {
  readonly offset: bigint;
  readonly message: FetchedMessage;
}

/** The messages of one batch follow each other, and share its context. */
function batchesOf(messages: readonly FetchedMessage[]): LogBatch<Placed>[] {
  const batches = new Map<object, Placed[]>();
  for (const message of messages) {
    const placed = { offset: BigInt(message.offset), message };
    const known = batches.get(message.batchContext);
    if (known) known.push(placed);
    else batches.set(message.batchContext, [placed]);
  }
  return [...batches.values()].map((placed) => {
    const { message } = placed[0]!;
    const { producerId = -1, inTransaction, isControlBatch } = message.batchContext;
    return {
      lastOffset: placed.at(-1)!.offset,
      producerId: BigInt(producerId),
      isTransactional: inTransaction,
      marker: isControlBatch ? markerOf(message.key) : undefined,
      messages: placed,
    };
  });
}

/** A marker's key is its version and its type, 16 bits each. Frozen in Kafka's protocol. */
const TYPE_AT = 2;
const ABORT = 0;
const COMMIT = 1;

function markerOf(key: Buffer | null): LogBatch<Placed>['marker'] {
  if (key === null || key.length < TYPE_AT + 2) return 'other';
  const type = key.readInt16BE(TYPE_AT);
  if (type === ABORT) return 'abort';
  return type === COMMIT ? 'commit' : 'other';
}
