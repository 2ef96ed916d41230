import type { LogState } from '../partition-log.ts';
import { endMark, type FetchedMessage } from './end-of-batch.ts';
import { internal } from './internals.ts';
import type { Connected } from './requests/broker.ts';
import { lifeIn, topicMetadata } from './requests/topic-metadata.ts';

interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly fetchedOffset: string;
  readonly rawMessages: readonly FetchedMessage[];
  readonly messages: FetchedMessage[];
  isEmptyIncludingFiltered(): boolean;
}

interface ConsumerGroup {
  readonly cluster: { findBroker(broker: { nodeId: number }): Promise<Connected> };
  fetch(nodeId: number): Promise<Batch[]>;
  recoverFromFetch(error: unknown): Promise<void>;
}

const states = new WeakMap<object, LogState>();

/** What the broker said of the log right after it sent a batch; undefined if the batch is none that was fetched. */
export const logStateOf = (batch: object): LogState | undefined => states.get(batch);

/**
 * kafkajs reads a topic by its name alone. If the topic is deleted and created again, it reads on in the new one, at an
 * offset of the old one. Here the broker that sent records is asked, before they are handed out, which topic it has: if
 * that is the one that was read so far, the records are of this topic, as a topic never comes back.
 *
 * kafkajs also hands out nothing of what follows the last record of a fetch, such as transaction markers, so that a
 * group could never commit the end of its topic. Here a message that is no record says how far the fetch came.
 */
const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

const fetch = prototype.fetch;
prototype.fetch = async function (nodeId) {
  const batches = await fetch.call(this, nodeId);
  const sent = batches.filter(({ rawMessages }) => rawMessages.length > 0);
  if (sent.length === 0) return batches;
  try {
    const broker = await this.cluster.findBroker({ nodeId });
    const topics = await topicMetadata(broker, [...new Set(sent.map(({ topic }) => topic))]);
    for (const batch of sent) {
      states.set(batch, { ...lifeIn(topics, batch), from: BigInt(batch.fetchedOffset) });
      markEnd(batch);
    }
    return batches;
  } catch (error) {
    await this.recoverFromFetch(error);
    return [];
  }
};

function markEnd(batch: Batch): void {
  const last = batch.rawMessages.at(-1)!;
  if (!batch.isEmptyIncludingFiltered() && last !== batch.messages.at(-1)) batch.messages.push(endMark(last));
}
