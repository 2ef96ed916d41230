import type { App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';
import type { Logger } from '../logger.ts';
import type { Observer } from '../observe/observer.ts';

/** A part of the bridge that is up. */
export interface Running {
  /**
   * Takes no new records, finishes those in flight if there is time, and closes every connection.
   *
   * @param deadline milliseconds since 1970; it resolves by then
   */
  stop(deadline: number): Promise<{ readonly drained: boolean }>;
}

export interface StartOptions {
  readonly app: App;
  readonly config: Config;
  readonly log: Logger;
  /** Default: one without an endpoint. */
  readonly observer?: Observer;
  /** Called with an error that the bridge cannot recover from: the process should end. */
  readonly onCrash: (cause: Error) => void;
}
