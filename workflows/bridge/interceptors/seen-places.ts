import type { EventHeader, HandedOver, SeenPlace, Written } from './event-header.ts';
import {
  isOfReader,
  isOtherEpoch,
  isOtherTopic,
  isWrittenAfter,
  partitionOf,
  writtenOf,
} from './same-event.ts';

/**
 * The places in Kafka of the events that a workflow has seen.
 *
 * Below an offset that the reader's group has committed, everything is settled: what comes again from there was applied,
 * or has its dead letter. At or above it, only the offsets that were seen count, each by itself: a record between them may
 * have been rejected, and come again as one that can be used. How many these are is bounded by the limit that the group
 * commits beside its offset. Where no commit is told, as by a bridge of an earlier release, the highest offset seen
 * covers those below it.
 */
export class SeenPlaces {
  readonly #floors = new Map<string, Floor>();
  readonly #above = new Map<string, Above>();

  constructor(places: readonly SeenPlace[] = []) {
    for (const { reader, partition, below, offsets, ...written } of places) {
      const of = { reader, partition, written };
      if (below !== undefined) this.#floors.set(nameOf(of), { ...of, below: BigInt(below) });
      if (offsets !== undefined)
        this.#above.set(nameOf(of, written), { ...of, offsets: new Set(readOffsets(offsets)) });
    }
  }

  /** Those that earlier runs have handed over. */
  static of(before: HandedOver | undefined): SeenPlaces {
    return new SeenPlaces(before && (before.places ?? placesOfFloors(before)));
  }

  /** Whether a record at the event's place was seen. */
  has(event: EventHeader): boolean {
    const offset = BigInt(event.offset);
    return this.#aboveOf(event).some(
      ({ written, offsets }) =>
        offsets.has(offset) && !isOtherTopic(written, event) && !isOtherEpoch(written, event),
    );
  }

  /** Whether everything at the event's place was settled before. */
  covers(event: EventHeader): boolean {
    const isBelow = (floor: Floor) =>
      BigInt(event.offset) < floor.below && !isWrittenAfter(event, floor.written);
    return [...this.#floors.values()].some((floor) => isAbout(floor, event) && isBelow(floor));
  }

  /** Whether a later record of the event's partition was seen. */
  isBehind(event: EventHeader): boolean {
    const isLater = ({ written, offsets }: Above) =>
      !isWrittenAfter(event, written) && [...offsets].some((offset) => offset > BigInt(event.offset));
    return this.covers(event) || this.#aboveOf(event).some(isLater);
  }

  add(event: EventHeader): void {
    const { reader, committed, replay } = event;
    const written = writtenOf(event);
    const of: Of = { reader, partition: partitionOf(event), written };
    const offset = BigInt(event.offset);
    if (committed !== undefined) this.#raise({ ...of, below: BigInt(committed) });
    // One that is replayed says nothing of those before it.
    else if (!replay) this.#raise({ ...of, below: offset + 1n });
    if (replay || this.covers(event)) return;
    const above = this.#above.get(nameOf(of, written)) ?? { ...of, offsets: new Set() };
    above.offsets.add(offset);
    this.#above.set(nameOf(of, written), above);
  }

  #aboveOf(event: EventHeader): Above[] {
    return [...this.#above.values()].filter((above) => isAbout(above, event));
  }

  #raise(raised: Floor): void {
    const floor = this.#floors.get(nameOf(raised));
    const isHigher = !floor || (!isWrittenAfter(floor.written, raised.written) && raised.below > floor.below);
    if (!isHigher && !isWrittenAfter(raised.written, floor.written)) return;
    this.#floors.set(nameOf(raised), raised);
    for (const [name, above] of this.#above) {
      if (above.reader !== raised.reader || above.partition !== raised.partition) continue;
      if (isOtherTopic(above.written, raised.written)) this.#above.delete(name);
      else if (!isWrittenAfter(above.written, raised.written)) {
        for (const offset of above.offsets) if (offset < raised.below) above.offsets.delete(offset);
        if (above.offsets.size === 0) this.#above.delete(name);
      }
    }
  }

  /** Nothing if the floors for earlier releases say as much. */
  handOver(forEarlier: Pick<HandedOver, 'floors' | 'written'>): Pick<HandedOver, 'places'> {
    const places = this.#all();
    return JSON.stringify(places) === JSON.stringify(placesOfFloors(forEarlier)) ? {} : { places };
  }

  #all(): SeenPlace[] {
    const placeOf = ({ reader, partition, written }: Of) => ({
      ...(reader !== undefined && { reader }),
      partition,
      ...written,
    });
    return [
      ...[...this.#floors.values()].map((floor) => ({ ...placeOf(floor), below: String(floor.below) })),
      ...[...this.#above.values()].map((above) => ({
        ...placeOf(above),
        offsets: writeOffsets([...above.offsets]),
      })),
    ];
  }
}

interface Of {
  readonly reader: string | undefined;
  readonly partition: string;
  readonly written: Written;
}

interface Floor extends Of {
  readonly below: bigint;
}

interface Above extends Of {
  readonly offsets: Set<bigint>;
}

const nameOf = ({ reader, partition }: Of, written: Written = {}): string =>
  JSON.stringify([reader, partition, written.topicId, written.epoch]);

const isAbout = (of: Of, event: EventHeader): boolean =>
  of.partition === partitionOf(event) && isOfReader(of, event);

/** A run of an earlier release handed over the highest offset of each partition, which covers those before it. */
const placesOfFloors = ({ floors, written }: Pick<HandedOver, 'floors' | 'written'>): SeenPlace[] =>
  Object.entries(floors).map(([partition, offset]) => ({
    partition,
    ...written?.[partition],
    below: String(BigInt(offset) + 1n),
  }));

function writeOffsets(offsets: readonly bigint[]): string {
  let last = 0n;
  return offsets
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((offset) => {
      const above = offset - last;
      last = offset;
      return String(above);
    })
    .join(',');
}

function readOffsets(text: string): bigint[] {
  let last = 0n;
  return text.split(',').map((above) => (last += BigInt(above)));
}
