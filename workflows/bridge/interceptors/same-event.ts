import type { EventHeader, EventPlace, Written } from './event-header.ts';

/** Whether two headers are of one place in Kafka. */
export const isSamePlace = (one: EventPlace, other: EventPlace): boolean =>
  one.log === other.log && one.partition === other.partition && one.offset === other.offset;

/** Whether an event is one that came before. Each reader has events of its own; see `isSameForAnyReader` for the rest. */
export const isSameEvent = (before: EventHeader, event: EventHeader): boolean =>
  isOfReader(before, event) && isSameForAnyReader(before, event);

/** An event, or a memory of one, without a reader counts for every reader: it is of an earlier release. */
export const isOfReader = ({ reader: one }: Read, { reader: other }: Read): boolean =>
  !one || !other || one === other;

interface Read {
  readonly reader?: string | undefined;
}

/**
 * Whether an event is one that came before, whoever has read it. A producer may give one name to events of several
 * topics. An id that is made of the record's place comes again if the topic is deleted and created again, or if an unclean
 * leader election lost what was there.
 */
export function isSameForAnyReader(before: EventHeader, event: EventHeader): boolean {
  if (before.id !== event.id) return false;
  if (isNamed(event)) return event.names !== 'topic' || topicOf(before) === topicOf(event);
  return !isOtherTopic(before, event) && !isOtherEpoch(before, event);
}

/** What is known of the log that an event's record was written to. */
export const writtenOf = ({ topicId, epoch }: Written): Written => ({
  ...(topicId !== undefined && { topicId }),
  ...(epoch !== undefined && { epoch }),
});

/** Whether a record was written to a log that was emptied, or cut, after it had the other one. */
export const isWrittenAfter = (one: Written, other: Written): boolean =>
  isOtherTopic(one, other) || (isOtherEpoch(one, other) && one.epoch! > other.epoch!);

export const isOtherTopic = ({ topicId: one }: Written, { topicId: other }: Written): boolean =>
  one !== undefined && other !== undefined && one !== other;

export const isOtherEpoch = ({ epoch: one }: Written, { epoch: other }: Written): boolean =>
  one !== undefined && other !== undefined && one !== other;

/** Whether the event has its id from its producer, and not from its place. */
export const isNamed = (event: EventHeader): boolean => event.id !== `${partitionOf(event)}/${event.offset}`;

export const partitionOf = ({ log, partition }: Pick<EventHeader, 'log' | 'partition'>): string =>
  `${log}/${partition}`;

/** The topic in a log's name, whichever life of the topic it is. Topics have neither `/` nor `@` in their names. */
export const topicOf = ({ log }: Pick<EventHeader, 'log'>): string =>
  /([^/@]+)@\d+(?:\/[^/]*)?$/.exec(log)?.[1] ?? log;
