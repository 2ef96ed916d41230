/**
 * Runs tasks one after the other within a lane, and lanes side by side. A task that waits holds up its own lane only.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();

  /**
   * Runs after everything that was given to this lane before, however that ended.
   *
   * @param behind also after everything that was given to this lane before. Default: to no other
   */
  enqueue(lane: string, task: () => Promise<void>, behind = lane): Promise<void> {
    const tails = [...new Set([lane, behind])].flatMap((one) => this.#tails.get(one) ?? []);
    const current = tails.length > 0 ? Promise.allSettled(tails).then(task) : task();
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
