import type { UnfinishedHandlerWait } from './unfinished-handlers.ts';
import type { UnhandledSignalWait } from './unhandled-signals.ts';

/** Something that a run waits for, and may wait for in vain. */
export type Wait = UnhandledSignalWait | UnfinishedHandlerWait;

/** The run that waits. */
export interface WaitingRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
}

/** What is told of a wait. */
export interface ToldWait extends WaitingRun {
  readonly wait: Wait;
  /** The run is over, so that it was in vain; else it has lasted for `TOLD_AFTER_MS`. */
  readonly isOver: boolean;
  /** It was not told before. */
  readonly isFirst: boolean;
}

/** How long a wait may last before it is told, in milliseconds: longer than the tasks that it takes to set a handler. */
export const TOLD_AFTER_MS = 60_000;

/** More than the waits of a bad day, and a few tens of megabytes. Of more than that the oldest are forgotten. */
const MAX_KEPT = 100_000;

interface Kept {
  readonly run: WaitingRun;
  readonly wait: Wait;
  told?: 'lasting' | 'over';
}

/**
 * Tells of waits that last long, and of those that were in vain. A wait may begin several times, because a worker that
 * lost a workflow from its cache replays it: it is told once for each reason.
 */
export class Waits {
  readonly #tell: (told: ToldWait) => void;
  readonly #maxKept: number;
  readonly #kept = new Map<string, Kept>();

  constructor(tell: (told: ToldWait) => void, maxKept = MAX_KEPT) {
    this.#tell = tell;
    this.#maxKept = maxKept;
  }

  began(run: WaitingRun, wait: Wait): void {
    const key = keyOf(run, wait);
    if (!this.#kept.has(key)) this.#kept.set(key, { run, wait });
    if (this.#kept.size <= this.#maxKept) return;
    const [oldest] = this.#kept.keys();
    this.#kept.delete(oldest!);
  }

  /** There is a handler now, or the handlers have finished. */
  ended(run: WaitingRun, wait: Wait): void {
    this.#kept.delete(keyOf(run, wait));
  }

  /** The run is over, and this is what it still waited for. */
  over(run: WaitingRun, waits: readonly Wait[]): void {
    for (const wait of waits) {
      this.began(run, wait);
      this.#say(this.#kept.get(keyOf(run, wait))!, 'over');
    }
  }

  /** @param now in milliseconds since 1970 */
  look(now: number): void {
    for (const kept of this.#kept.values())
      if (!kept.told && now - kept.wait.since >= TOLD_AFTER_MS) this.#say(kept, 'lasting');
  }

  #say(kept: Kept, reason: 'lasting' | 'over'): void {
    const { run, wait, told } = kept;
    if (told === reason) return;
    kept.told = reason;
    const { workflowId, runId, workflowType } = run;
    this.#tell({
      ...{ workflowId, runId, workflowType, wait },
      isOver: reason === 'over',
      isFirst: told === undefined,
    });
  }
}

const keyOf = ({ runId }: WaitingRun, wait: Wait): string =>
  wait.kind === 'unhandled'
    ? JSON.stringify([runId, wait.signal, wait.topic, wait.partition, wait.offset])
    : runId;

/** For the log of a worker. */
export function wordsOf(wait: Wait, isOver: boolean): string {
  if (wait.kind === 'unfinished')
    return 'a workflow has finished and stays open, because handlers of it have not finished';
  return isOver
    ? 'a workflow ended, and no handler of it took the signal of an event'
    : 'no handler of a workflow takes the signal of an event; one that is set, or a default one, gets it';
}
