import { isSameEvent, topicOf, type EventHeader, type HandedOver } from './event-header.ts';

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
  /** By id; several only if it is the name of events of several topics. */
  readonly #seen = new Map<string, EventHeader[]>();
  readonly #highest = new Map<string, bigint>();
  /** Topic and id, in the order in which they came. */
  readonly #named = new Map<string, Named>();

  constructor(before?: HandedOver) {
    this.#before = before;
    for (const [partition, offset] of Object.entries(before?.floors ?? {}))
      this.#highest.set(partition, BigInt(offset));
    for (const [index, id] of (before?.ids ?? []).entries())
      this.#name({ id, topic: before?.topics?.[index] ?? '' });
  }

  /**
   * Remembers the event. True if it is new.
   *
   * @param areNamesOfTopics asked if only an event of another topic has the name: whether that makes it new. Default yes
   */
  add(event: EventHeader, areNamesOfTopics: () => boolean = () => true): boolean {
    const { id, names } = event;
    const namesakes = this.#seen.get(id) ?? [];
    if (namesakes.some((seen) => isSameEvent(seen, event)) || isIn(this.#before, event)) return false;
    const isNameTaken = namesakes.length > 0 || this.#before?.ids.includes(id);
    if (isNameTaken && !areNamesOfTopics()) return false;
    this.#seen.set(id, [...namesakes, event]);
    if (event.replay || id !== placeOf(event)) this.#name({ id, topic: names ? topicOf(event) : '' });
    if (!event.replay) this.#raise(partitionOf(event), BigInt(event.offset));
    return true;
  }

  /** The event that an event was dropped for, if this run has seen it. */
  first(event: EventHeader): EventHeader | undefined {
    const namesakes = this.#seen.get(event.id) ?? [];
    return namesakes.find((seen) => isSameEvent(seen, event)) ?? namesakes[0];
  }

  /** Whether the event may be the same record as one that an earlier run has seen. */
  mayBeRedelivered(event: EventHeader): boolean {
    return event.replay === true || event.id === placeOf(event) || floorCovers(this.#before, event);
  }

  #name(named: Named): void {
    this.#named.set(JSON.stringify([named.topic, named.id]), named);
  }

  #raise(partition: string, offset: bigint): void {
    if (offset > (this.#highest.get(partition) ?? -1n)) this.#highest.set(partition, offset);
  }

  handOver(): HandedOver {
    const named = [...this.#named.values()].slice(-MAX_IDS);
    let chars = named.reduce((sum, each) => sum + lengthOf(each), 0);
    while (chars > MAX_ID_CHARS) chars -= lengthOf(named.shift()!);
    const floors = [...this.#highest].map(([partition, offset]) => [partition, String(offset)] as const);
    return {
      v: 1,
      floors: Object.fromEntries(floors),
      ids: named.map(({ id }) => id),
      ...(named.some(({ topic }) => topic) && { topics: named.map(({ topic }) => topic) }),
    };
  }
}

interface Named {
  readonly id: string;
  /** Empty where the id counts everywhere. */
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
export function floorCovers(before: HandedOver | undefined, event: EventHeader): boolean {
  const floor = before?.floors[partitionOf(event)];
  return floor !== undefined && BigInt(event.offset) <= BigInt(floor);
}

const partitionOf = ({ log, partition }: EventHeader): string => `${log}/${partition}`;

/** The id that the bridge gives to an event without an id from its producer. */
const placeOf = (event: EventHeader): string => `${partitionOf(event)}/${event.offset}`;
