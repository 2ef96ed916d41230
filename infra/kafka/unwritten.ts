/** A topic, or a partition of it, that cannot be written. */
export interface Unwritten {
  /** `orders.outcomes`, or `orders.outcomes/3`. */
  readonly name: string;
  /** When the first attempt failed, in milliseconds since 1970. */
  readonly since: number;
  readonly cause: unknown;
}

/** A record that is given up does not come again, so a failure counts for so long without another attempt. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

/** What cannot be written at the moment, by its name. */
export class UnwrittenNames {
  readonly #byName = new Map<string, Unwritten & { readonly last: number }>();

  failed(name: string, cause: unknown): void {
    const now = Date.now();
    this.#byName.set(name, { name, cause, since: this.#byName.get(name)?.since ?? now, last: now });
  }

  written(name: string): void {
    this.#byName.delete(name);
  }

  get all(): Unwritten[] {
    const after = Date.now() - FORGOTTEN_AFTER_MS;
    for (const [name, { last }] of this.#byName) if (last < after) this.#byName.delete(name);
    return [...this.#byName.values()];
  }
}
