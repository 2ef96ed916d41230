export interface Place {
  readonly topic: string;
  /** Undefined for the topic as a whole. */
  readonly partition?: number | undefined;
}

/** A topic, or a partition of it, that cannot be written. */
export interface Unwritten extends Place {
  /** When the first attempt failed, in milliseconds since 1970. */
  readonly since: number;
  readonly cause: unknown;
}

/** A record that is given up does not come again, so a failure counts for so long without another attempt. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

/** What cannot be written at the moment. */
export class UnwrittenPlaces {
  readonly #byName = new Map<string, Unwritten & { readonly last: number }>();

  failed(place: Place, cause: unknown): void {
    const name = nameOf(place);
    const last = Date.now();
    this.#byName.set(name, { ...place, cause, since: this.#byName.get(name)?.since ?? last, last });
  }

  written(place: Place): void {
    this.#byName.delete(nameOf(place));
  }

  get all(): Unwritten[] {
    const after = Date.now() - FORGOTTEN_AFTER_MS;
    for (const [name, { last }] of this.#byName) if (last < after) this.#byName.delete(name);
    return [...this.#byName.values()];
  }
}

/** `orders.outcomes`, or `orders.outcomes/3`. */
export const nameOf = ({ topic, partition }: Place): string =>
  partition === undefined ? topic : `${topic}/${partition}`;
