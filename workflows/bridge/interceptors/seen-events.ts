import type { EventHeader, HandedOver } from './event-header.ts';

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
  readonly #seen = new Set<string>();
  readonly #highest = new Map<string, bigint>();
  /** In the order in which they came. */
  readonly #named = new Set<string>();

  constructor(before?: HandedOver) {
    this.#before = before;
    for (const [partition, offset] of Object.entries(before?.floors ?? {}))
      this.#highest.set(partition, BigInt(offset));
    for (const id of before?.ids ?? []) this.#named.add(id);
  }

  /** Remembers the event. True if it is new. */
  add(event: EventHeader): boolean {
    const { id } = event;
    if (this.#seen.has(id) || isIn(this.#before, event)) return false;
    this.#seen.add(id);
    if (event.replay || id !== placeOf(event)) this.#named.add(id);
    if (!event.replay) this.#raise(partitionOf(event), BigInt(event.offset));
    return true;
  }

  #raise(partition: string, offset: bigint): void {
    if (offset > (this.#highest.get(partition) ?? -1n)) this.#highest.set(partition, offset);
  }

  handOver(): HandedOver {
    const ids = [...this.#named].slice(-MAX_IDS);
    let chars = ids.reduce((sum, id) => sum + id.length, 0);
    while (chars > MAX_ID_CHARS) chars -= ids.shift()!.length;
    const floors = [...this.#highest].map(([partition, offset]) => [partition, String(offset)] as const);
    return { v: 1, floors: Object.fromEntries(floors), ids };
  }
}

/** Whether earlier runs have seen an event, as far as the handed-over state shows. */
export function isIn(before: HandedOver | undefined, event: EventHeader): boolean {
  if (!before) return false;
  if (before.ids.includes(event.id)) return true;
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
