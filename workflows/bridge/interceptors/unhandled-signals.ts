import type { Headers } from '@temporalio/common';
import { readEventHeader } from './event-header.ts';
import { topicOf } from './same-event.ts';

/** A signal that no handler has taken. It stays with its run, so that a handler, or a default one, may take it yet. */
export interface UnhandledSignalWait {
  readonly kind: 'unhandled';
  readonly signal: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** When it came, in milliseconds since 1970. */
  readonly since: number;
}

/** A signal as the SDK has it, before a handler takes it or after. */
export interface Signalled {
  readonly signalName?: string | null;
  readonly headers?: Headers | null;
}

/** The signals of a run that are the bridge's and that no handler has taken. */
export class UnhandledSignals {
  readonly #waiting = new Map<string, { readonly wait: UnhandledSignalWait; count: number }>();

  /** @param now in milliseconds since 1970 */
  came(signalled: Signalled, now: number): void {
    const wait = waitOf(signalled, now);
    if (!wait) return;
    const key = keyOf(wait);
    const before = this.#waiting.get(key);
    if (before) before.count += 1;
    else this.#waiting.set(key, { wait, count: 1 });
  }

  taken(signalled: Signalled): void {
    const wait = waitOf(signalled, 0);
    const waiting = wait && this.#waiting.get(keyOf(wait));
    if (!waiting) return;
    waiting.count -= 1;
    if (waiting.count === 0) this.#waiting.delete(keyOf(waiting.wait));
  }

  get waits(): UnhandledSignalWait[] {
    return [...this.#waiting.values()].map(({ wait }) => wait);
  }
}

/** Undefined if the signal is not the bridge's. */
function waitOf({ signalName, headers }: Signalled, since: number): UnhandledSignalWait | undefined {
  const event = readEventHeader(headers ?? {});
  if (!event || !signalName) return undefined;
  const { partition, offset } = event;
  return { kind: 'unhandled', signal: signalName, topic: topicOf(event), partition, offset, since };
}

const keyOf = ({ signal, topic, partition, offset }: UnhandledSignalWait): string =>
  JSON.stringify([signal, topic, partition, offset]);
