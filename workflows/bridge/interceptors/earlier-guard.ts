import type { EventHeader, HandedOver, Written } from './event-header.ts';
import { isSameForAnyReader, isWrittenAfter, partitionOf, topicOf, writtenOf } from './same-event.ts';

/**
 * What the guard of earlier releases knows, and how it judges. It took each event at or below the highest offset of its
 * partition for seen, whoever had read it. Histories say what it dropped, and workers of those releases read what is
 * handed over here.
 */
export class EarlierGuard {
  readonly #before: HandedOver | undefined;
  readonly #floors = new Map<string, Floor>();

  constructor(before: HandedOver | undefined) {
    this.#before = before;
    for (const [partition, offset] of Object.entries(before?.floors ?? {}))
      this.#floors.set(partition, { ...before?.written?.[partition], offset: BigInt(offset) });
  }

  /** @param namesakes the events that this run has seen under the event's id */
  hasSeen(event: EventHeader, namesakes: readonly EventHeader[]): boolean {
    return namesakes.some((seen) => isSameForAnyReader(seen, event)) || isIn(this.#before, event);
  }

  /** Whether another event has the event's id, or may have been at its place. */
  isTaken(event: EventHeader, namesakes: readonly EventHeader[]): boolean {
    return (
      namesakes.length > 0 ||
      this.#before?.ids.includes(event.id) === true ||
      (!event.replay && isBelowFloor(this.#before, event))
    );
  }

  add(event: EventHeader): void {
    if (event.replay) return;
    const partition = partitionOf(event);
    const floor = this.#floors.get(partition);
    const raised: Floor = { ...writtenOf(event), offset: BigInt(event.offset) };
    const isHigher = !floor || (!isWrittenAfter(floor, event) && raised.offset > floor.offset);
    if (isHigher || isWrittenAfter(event, floor)) this.#floors.set(partition, raised);
  }

  handOver(): Pick<HandedOver, 'floors' | 'written'> {
    const floors = [...this.#floors].map(([partition, { offset }]) => [partition, String(offset)] as const);
    const written = [...this.#floors].flatMap(([partition, { offset: _, ...known }]) =>
      Object.keys(known).length === 0 ? [] : [[partition, known] as const],
    );
    return {
      floors: Object.fromEntries(floors),
      ...(written.length > 0 && { written: Object.fromEntries(written) }),
    };
  }
}

/** The highest offset that was seen of a partition. */
type Floor = Written & { readonly offset: bigint };

function isIn(before: HandedOver | undefined, event: EventHeader): boolean {
  if (!before) return false;
  const { ids, topics } = before;
  const isHere = (topic: string | undefined) => !topic || event.names !== 'topic' || topic === topicOf(event);
  if (ids.some((id, index) => id === event.id && isHere(topics?.[index]))) return true;
  const floor = before.written?.[partitionOf(event)] ?? {};
  return !event.replay && isBelowFloor(before, event) && !isWrittenAfter(event, floor);
}

function isBelowFloor(before: HandedOver | undefined, event: EventHeader): boolean {
  const floor = before?.floors[partitionOf(event)];
  return floor !== undefined && BigInt(event.offset) <= BigInt(floor);
}
