/**
 * Runs tasks one after the other within a lane, and lanes side by side. A task that waits holds up its own lane only.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs after everything that was given to this lane before, however that ended. */
  enqueue(lane: string, task: () => Promise<void>): Promise<void> {
    const before = this.#tails.get(lane);
    const current = before ? before.then(task, task) : task();
    this.#tails.set(lane, current);
    const forget = () => {
      if (this.#tails.get(lane) === current) this.#tails.delete(lane);
    };
    current.then(forget, forget);
    return current;
  }

  /** Resolves when every lane is empty. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.allSettled(this.#tails.values());
  }
}
