import { EarlierGuard } from './earlier-guard.ts';
import type { EventHeader, HandedOver } from './event-header.ts';
import { isNamed, isOfReader, isSameEvent, topicOf } from './same-event.ts';
import { SeenPlaces } from './seen-places.ts';

/** More than the events of one workflow between a publication and its repetition, and far smaller than a payload. */
const MAX_IDS = 1_000;
const MAX_ID_CHARS = 128 * 1024;

/** Changes to the guard after which it judges otherwise. Frozen: histories of open workflows name them. */
export type Change = 'ktb-names-of-topics' | 'ktb-readers';

/**
 * The events that a workflow has seen, over all its runs and in bounded memory.
 *
 * Within a run it keeps ids and never compares offsets: the SDK hands out buffered signals as handlers are registered,
 * not as they came. A run holds 10,000 signals at most. Between runs the places of the events are handed over, see
 * `SeenPlaces`. Places cannot identify two kinds of events, so the latest 1,000 of their ids are handed over: an event
 * with an id from its producer may be published again at a higher offset, and an event replayed from a dead-letter topic
 * may first come at a lower one.
 */
export class SeenEvents {
  readonly #before: HandedOver | undefined;
  readonly #placesBefore: SeenPlaces;
  readonly #places: SeenPlaces;
  readonly #earlier: EarlierGuard;
  /** By id; several if it is the id of several events, see `isSameEvent`. */
  readonly #seen = new Map<string, EventHeader[]>();
  /** In the order in which they came. */
  readonly #named = new Map<string, Named>();

  constructor(before?: HandedOver) {
    this.#before = before;
    this.#placesBefore = SeenPlaces.of(before);
    this.#places = SeenPlaces.of(before);
    this.#earlier = new EarlierGuard(before);
    for (const [index, id] of (before?.ids ?? []).entries())
      this.#name({ id, topic: before?.topics?.[index] ?? '', reader: before?.readers?.[index] ?? '' });
  }

  /**
   * Remembers the event. True if it is new.
   *
   * @param isMade asked where a change matters: whether it was made when the history began to say so. Default yes
   */
  add(event: EventHeader, isMade: (change: Change) => boolean = () => true): boolean {
    const namesakes = this.#seen.get(event.id) ?? [];
    if (this.#hasSeen(event, namesakes, isMade)) return false;
    const { id, names, reader = '' } = event;
    this.#seen.set(id, [...namesakes, event]);
    if (event.replay || isNamed(event)) this.#name({ id, topic: names ? topicOf(event) : '', reader });
    this.#places.add(event);
    this.#earlier.add(event);
    return true;
  }

  #hasSeen(
    event: EventHeader,
    namesakes: readonly EventHeader[],
    isMade: (change: Change) => boolean,
  ): boolean {
    const isSeen =
      namesakes.some((seen) => isSameEvent(seen, event)) || isIn(this.#before, event, this.#placesBefore);
    const wasSeen = this.#earlier.hasSeen(event, namesakes);
    if (isSeen !== wasSeen && isMade('ktb-readers')) return isSeen;
    return wasSeen || (this.#earlier.isTaken(event, namesakes) && !isMade('ktb-names-of-topics'));
  }

  /** The event that an event was dropped for, if this run has seen it. */
  first(event: EventHeader): EventHeader | undefined {
    const namesakes = this.#seen.get(event.id) ?? [];
    return namesakes.find((seen) => isSameEvent(seen, event)) ?? namesakes[0];
  }

  /** Whether the event may be the same record as one that an earlier run has seen. */
  mayBeRedelivered(event: EventHeader): boolean {
    const places = this.#placesBefore;
    return event.replay === true || !isNamed(event) || places.covers(event) || places.has(event);
  }

  #name(named: Named): void {
    this.#named.set(JSON.stringify([named.reader, named.topic, named.id]), named);
  }

  handOver(): HandedOver {
    const named = [...this.#named.values()].slice(-MAX_IDS);
    let chars = named.reduce((sum, each) => sum + lengthOf(each), 0);
    while (chars > MAX_ID_CHARS) chars -= lengthOf(named.shift()!);
    const forEarlier = this.#earlier.handOver();
    return {
      v: 1,
      ...forEarlier,
      ids: named.map(({ id }) => id),
      ...(named.some(({ topic }) => topic) && { topics: named.map(({ topic }) => topic) }),
      ...(named.some(({ reader }) => reader) && { readers: named.map(({ reader }) => reader) }),
      ...this.#places.handOver(forEarlier),
    };
  }
}

interface Named {
  readonly id: string;
  /** Empty if the id counts everywhere. */
  readonly topic: string;
  /** Empty if the id counts for every reader. */
  readonly reader: string;
}

const lengthOf = ({ id, topic, reader }: Named): number => id.length + topic.length + reader.length;

/** Whether earlier runs have seen an event, as far as the handed-over state shows. */
export const isIn = (
  before: HandedOver | undefined,
  event: EventHeader,
  places = SeenPlaces.of(before),
): boolean =>
  isNamedIn(before, event) || places.has(event) || (event.replay !== true && places.covers(event));

/** Whether earlier runs have handed over the event's id. */
export function isNamedIn(before: HandedOver | undefined, event: EventHeader): boolean {
  if (!before) return false;
  const { ids, topics, readers } = before;
  const isHere = (topic = '') => topic === '' || event.names !== 'topic' || topic === topicOf(event);
  const isTheirs = (reader = '') => isOfReader({ reader }, event);
  return ids.some((id, at) => id === event.id && isHere(topics?.[at]) && isTheirs(readers?.[at]));
}
