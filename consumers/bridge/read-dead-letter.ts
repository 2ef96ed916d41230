import { DEAD_LETTER_HEADERS, withoutOurs } from './dead-letter.ts';
import { headerText, type InboundRecord } from './inbound-record.ts';

/** What a dead letter says of the record that it holds. */
export interface DeadLetter {
  /** The record as it was on its own topic. */
  readonly original: InboundRecord;
  readonly eventId: string;
  readonly reason: string;
  readonly route: string;
  readonly message: string;
  /** How often it was replayed already. */
  readonly replays: number;
}

/** Undefined if the headers are not those of a dead letter: another program wrote it. */
export function readDeadLetter(record: InboundRecord): DeadLetter | undefined {
  const text = (name: string) => headerText(record.headers, name);
  const { topic, partition, offset, message, eventId, reason, route, replays } = DEAD_LETTER_HEADERS;
  const { topicId, epoch: leaderEpoch } = DEAD_LETTER_HEADERS;
  const [from, place, id] = [text(topic), text(partition), text(eventId)];
  const at = text(offset) ?? '';
  const [of, epoch] = [text(topicId), text(leaderEpoch)];
  if (from === undefined || id === undefined || !isNumber(place) || !isNumber(at)) return undefined;
  return {
    original: {
      topic: from,
      partition: Number(place),
      offset: BigInt(at),
      // A dead letter does not say when its original was written.
      timestamp: record.timestamp,
      key: record.key,
      value: record.value,
      headers: withoutOurs(record.headers),
      ...(of !== undefined && { topicId: of, isRecreated: id.endsWith(`/${of}/${place}/${at}`) }),
      ...(isNumber(epoch) && { leaderEpoch: Number(epoch) }),
    },
    eventId: id,
    reason: text(reason) ?? '',
    route: text(route) ?? '',
    message: text(message) ?? '',
    replays: Number(text(replays) ?? 0) || 0,
  };
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);
