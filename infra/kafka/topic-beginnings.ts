import { partitionsAtBeginning, type Position, type TopicSettings } from './positions.ts';

/**
 * How many partitions each topic had when its group began to read it. A topic that is read from its end needs it: what is
 * written to a partition that appears later is no older than the group, and must not be skipped.
 */
export class TopicBeginnings {
  readonly #topics: ReadonlyMap<string, TopicSettings>;
  readonly #counts = new Map<string, number>();

  constructor(topics: ReadonlyMap<string, TopicSettings>) {
    this.#topics = topics;
  }

  /** Undefined if it does not have to be known, or is not. */
  countOf(topic: string): number | undefined {
    return this.#counts.get(topic);
  }

  /** @param present how many partitions the topic has now: as many as it had, if the group begins with this position */
  learn({ topic, committed, others = [] }: Position, present: number): void {
    const { incarnation, startFrom } = this.#topics.get(topic)!;
    if (startFrom !== 'end') return;
    const notes = committed ? [committed, ...others] : others;
    const isRead = notes.some((note) => (note.incarnation ?? incarnation) === incarnation);
    const count = isRead ? partitionsAtBeginning(notes, incarnation) : present;
    if (count !== undefined && !this.#counts.has(topic)) this.#counts.set(topic, count);
  }
}
