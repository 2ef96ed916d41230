import type { EventHeader, HandedOver, Written } from './event-header.ts';

/** More than the events of one workflow between a publication and its repetition, and far smaller than a payload. */
const MAX_IDS = 1_000;
const MAX_ID_CHARS = 128 * 1024;

/**
 * The events that a workflow has seen, over all its runs and in bounded memory.
 *
 * Within a run it keeps ids and never compares offsets: the SDK hands out buffered signals as handlers are registered,
 * not as they came. A run holds 10,000 signals at most. Between runs the highest offset of each partition covers all
 * events before it: lanes are serial, so an event with a lower offset was delivered earlier. Offsets cannot identify two
 * kinds of events, so the latest 1,000 of their ids are handed over: an event with an id from its producer may be
 * published again at a higher offset, and an event replayed from a dead-letter topic may first come at a lower one.
 */
export class SeenEvents {
  readonly #before: HandedOver | undefined;
  readonly #seen = new Map<string, EventHeader>();
  readonly #floors = new Map<string, Floor>();
  /** In the order in which they came. */
  readonly #named = new Set<string>();

  constructor(before?: HandedOver) {
    this.#before = before;
    for (const [partition, offset] of Object.entries(before?.floors ?? {}))
      this.#floors.set(partition, { ...before?.written?.[partition], offset: BigInt(offset) });
    for (const id of before?.ids ?? []) this.#named.add(id);
  }

  /** Remembers the event. True if it is new. */
  add(event: EventHeader): boolean {
    const { id } = event;
    const known = this.#seen.get(id);
    if ((known && isSameEvent(known, event)) || isIn(this.#before, event)) return false;
    this.#seen.set(id, event);
    if (event.replay || isNamed(event)) this.#named.add(id);
    if (!event.replay) this.#raise(event);
    return true;
  }

  #raise(event: EventHeader): void {
    const partition = partitionOf(event);
    const floor = this.#floors.get(partition);
    const raised = { topicId: event.topicId, epoch: event.epoch, offset: BigInt(event.offset) };
    if (
      !floor ||
      isWrittenAfter(event, floor) ||
      (!isWrittenAfter(floor, event) && raised.offset > floor.offset)
    )
      this.#floors.set(partition, raised);
  }

  handOver(): HandedOver {
    const ids = [...this.#named].slice(-MAX_IDS);
    let chars = ids.reduce((sum, id) => sum + id.length, 0);
    while (chars > MAX_ID_CHARS) chars -= ids.shift()!.length;
    const floors = [...this.#floors].map(([partition, { offset }]) => [partition, String(offset)] as const);
    const written = [...this.#floors].flatMap(([partition, { topicId, epoch }]) =>
      topicId === undefined && epoch === undefined ? [] : [[partition, { topicId, epoch }] as const],
    );
    return {
      v: 1,
      floors: Object.fromEntries(floors),
      ids,
      ...(written.length > 0 && { written: Object.fromEntries(written) }),
    };
  }
}

/** The highest offset that was seen of a partition. */
type Floor = Written & { readonly offset: bigint };

/** Whether earlier runs have seen an event, as far as the handed-over state shows. */
export function isIn(before: HandedOver | undefined, event: EventHeader): boolean {
  if (!before) return false;
  if (before.ids.includes(event.id)) return true;
  return !event.replay && floorCovers(before, event);
}

/** Whether earlier runs have seen an event of its partition at its offset or a higher one. */
export function floorCovers(before: HandedOver | undefined, event: EventHeader): boolean {
  const partition = partitionOf(event);
  const floor = before?.floors[partition];
  if (floor === undefined || BigInt(event.offset) > BigInt(floor)) return false;
  return !isWrittenAfter(event, before?.written?.[partition] ?? {});
}

/**
 * Whether two headers are those of one event. An id from its producer says so alone. An id that is made of the record's
 * place comes again if the topic is deleted and created again, or if an unclean leader election lost what was there.
 */
export const isSameEvent = (one: EventHeader, other: EventHeader): boolean =>
  one.id === other.id && (isNamed(one) || !(isOtherTopic(one, other) || isOtherEpoch(one, other)));

/** Whether a record was written to a log that was emptied, or cut, after it had the other one. */
const isWrittenAfter = (one: Written, other: Written): boolean =>
  isOtherTopic(one, other) || (isOtherEpoch(one, other) && one.epoch! > other.epoch!);

const isOtherTopic = ({ topicId: one }: Written, { topicId: other }: Written): boolean =>
  one !== undefined && other !== undefined && one !== other;

const isOtherEpoch = ({ epoch: one }: Written, { epoch: other }: Written): boolean =>
  one !== undefined && other !== undefined && one !== other;

const partitionOf = ({ log, partition }: EventHeader): string => `${log}/${partition}`;

/** Whether the event has its id from its producer, and not from its place. */
const isNamed = (event: EventHeader): boolean => event.id !== `${partitionOf(event)}/${event.offset}`;
