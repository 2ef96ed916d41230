/** Handlers that keep a workflow open, which has finished. */
export interface UnfinishedHandlerWait {
  readonly kind: 'unfinished';
  /** Names of their signals and updates, each once. */
  readonly handlers: readonly string[];
  /** When the workflow had finished, in milliseconds since 1970. */
  readonly since: number;
}

/** The handlers of a run that have not finished, and whether the run waits for nothing else. */
export class UnfinishedHandlers {
  readonly #running = new Set<{ readonly name: string }>();
  #wait: UnfinishedHandlerWait | undefined;

  /** Notes that a handler runs until its promise is settled. Gives that very promise, so that nothing comes later. */
  run<T>(name: string, handled: Promise<T>): Promise<T> {
    const handler = { name };
    this.#running.add(handler);
    const finished = () => void this.#running.delete(handler);
    handled.then(finished, finished);
    return handled;
  }

  /**
   * To be asked when the workflow has finished, until the answer is yes.
   *
   * @param now in milliseconds since 1970
   */
  awaited(areFinished: boolean, now: number): boolean {
    this.#wait = areFinished ? undefined : (this.#wait ?? this.#waitSince(now));
    return areFinished;
  }

  #waitSince(since: number): UnfinishedHandlerWait {
    const names = [...this.#running].map(({ name }) => name);
    return { kind: 'unfinished', handlers: [...new Set(names)], since };
  }

  /** The same object for as long as the workflow waits. */
  get wait(): UnfinishedHandlerWait | undefined {
    return this.#wait;
  }
}
