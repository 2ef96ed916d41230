import type { EventHeader, HandedOver, Written } from './event-header.ts';
import { isNamed, isSameEvent, isWrittenAfter, partitionOf, topicOf } from './same-event.ts';

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
  /** By id; several if it is the id of several events, see `isSameEvent`. */
  readonly #seen = new Map<string, EventHeader[]>();
  readonly #floors = new Map<string, Floor>();
  /** Topic and id, in the order in which they came. */
  readonly #named = new Map<string, Named>();

  constructor(before?: HandedOver) {
    this.#before = before;
    for (const [partition, offset] of Object.entries(before?.floors ?? {}))
      this.#floors.set(partition, { ...before?.written?.[partition], offset: BigInt(offset) });
    for (const [index, id] of (before?.ids ?? []).entries())
      this.#name({ id, topic: before?.topics?.[index] ?? '' });
  }

  /**
   * Remembers the event. True if it is new.
   *
   * @param areOthersNew asked if an event of another topic, or of another life of its log, has the event's id: whether
   * this one is new all the same. Default yes
   */
  add(event: EventHeader, areOthersNew: () => boolean = () => true): boolean {
    const { id, names } = event;
    const namesakes = this.#seen.get(id) ?? [];
    if (namesakes.some((seen) => isSameEvent(seen, event)) || isIn(this.#before, event)) return false;
    const isTaken =
      namesakes.length > 0 ||
      this.#before?.ids.includes(id) ||
      (!event.replay && isBelowFloor(this.#before, event));
    if (isTaken && !areOthersNew()) return false;
    this.#seen.set(id, [...namesakes, event]);
    if (event.replay || isNamed(event)) this.#name({ id, topic: names ? topicOf(event) : '' });
    if (!event.replay) this.#raise(event);
    return true;
  }

  /** The event that an event was dropped for, if this run has seen it. */
  first(event: EventHeader): EventHeader | undefined {
    const namesakes = this.#seen.get(event.id) ?? [];
    return namesakes.find((seen) => isSameEvent(seen, event)) ?? namesakes[0];
  }

  /** Whether the event may be the same record as one that an earlier run has seen. */
  mayBeRedelivered(event: EventHeader): boolean {
    return event.replay === true || !isNamed(event) || floorCovers(this.#before, event);
  }

  #name(named: Named): void {
    this.#named.set(JSON.stringify([named.topic, named.id]), named);
  }

  #raise(event: EventHeader): void {
    const partition = partitionOf(event);
    const floor = this.#floors.get(partition);
    const { topicId, epoch } = event;
    const raised: Floor = {
      ...(topicId !== undefined && { topicId }),
      ...(epoch !== undefined && { epoch }),
      offset: BigInt(event.offset),
    };
    const isHigher = !floor || (!isWrittenAfter(floor, event) && raised.offset > floor.offset);
    if (isHigher || isWrittenAfter(event, floor)) this.#floors.set(partition, raised);
  }

  handOver(): HandedOver {
    const named = [...this.#named.values()].slice(-MAX_IDS);
    let chars = named.reduce((sum, each) => sum + lengthOf(each), 0);
    while (chars > MAX_ID_CHARS) chars -= lengthOf(named.shift()!);
    const floors = [...this.#floors].map(([partition, { offset }]) => [partition, String(offset)] as const);
    const written = [...this.#floors].flatMap(([partition, { offset: _, ...known }]) =>
      Object.keys(known).length === 0 ? [] : [[partition, known] as const],
    );
    return {
      v: 1,
      floors: Object.fromEntries(floors),
      ids: named.map(({ id }) => id),
      ...(named.some(({ topic }) => topic) && { topics: named.map(({ topic }) => topic) }),
      ...(written.length > 0 && { written: Object.fromEntries(written) }),
    };
  }
}

/** The highest offset that was seen of a partition. */
type Floor = Written & { readonly offset: bigint };

interface Named {
  readonly id: string;
  /** Empty if the id counts everywhere. */
  readonly topic: string;
}

const lengthOf = ({ id, topic }: Named): number => id.length + topic.length;

/** Whether earlier runs have seen an event, as far as the handed-over state shows. */
export function isIn(before: HandedOver | undefined, event: EventHeader): boolean {
  if (!before) return false;
  const { ids, topics } = before;
  const isHere = (topic: string | undefined) => !topic || event.names !== 'topic' || topic === topicOf(event);
  if (ids.some((id, index) => id === event.id && isHere(topics?.[index]))) return true;
  return !event.replay && floorCovers(before, event);
}

/** Whether earlier runs have seen an event of its partition at its offset or a higher one. */
export const floorCovers = (before: HandedOver | undefined, event: EventHeader): boolean =>
  isBelowFloor(before, event) && !isWrittenAfter(event, before?.written?.[partitionOf(event)] ?? {});

function isBelowFloor(before: HandedOver | undefined, event: EventHeader): boolean {
  const floor = before?.floors[partitionOf(event)];
  return floor !== undefined && BigInt(event.offset) <= BigInt(floor);
}
