/** Work in the order in which it comes: what comes while some of it is under way is done together next. */
export class Line<T> {
  readonly #work: (items: T[]) => Promise<void>;
  #waiting: T[] = [];
  #working: Promise<void> | undefined;

  /** @param work must not reject */
  constructor(work: (items: T[]) => Promise<void>) {
    this.#work = work;
  }

  add(item: T): void {
    this.#waiting.push(item);
    this.#working ??= this.#drain();
  }

  /** Resolves once nothing waits or is under way. */
  get idle(): Promise<void> {
    return this.#working ?? Promise.resolve();
  }

  async #drain(): Promise<void> {
    // What is added at once goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#work(this.#waiting.splice(0));
    this.#working = undefined;
  }
}
