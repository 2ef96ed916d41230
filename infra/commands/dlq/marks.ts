import { stateRecordOf, type DoneState } from '../../../consumers/bridge/letter-state.ts';
import type { WriteDeadLetter } from '../../../consumers/bridge/dead-letter.ts';
import type { FoundLetter } from './selection.ts';

/** Writes down that nothing more is to be done with a letter. */
export type Mark = (letter: FoundLetter, state: DoneState) => Promise<void>;

const GRACE_MS = 5_000;

/**
 * Marks letters for a group on their own dead-letter topic. An interrupted command still has 5 s to write what it has
 * done; without the mark the letter would be `waiting`, and its replay a duplicate.
 */
export function marksFor(group: string, write: WriteDeadLetter, interrupted: AbortSignal): Mark {
  const late = new AbortController();
  const stop = () => void setTimeout(() => late.abort(interrupted.reason), GRACE_MS).unref();
  if (interrupted.aborted) stop();
  else interrupted.addEventListener('abort', stop, { once: true });
  return ({ at: { topic, partition, offset } }, state) => {
    const written = write(stateRecordOf(topic, { partition, offset, state, group }), late.signal);
    // Some are awaited together and later.
    written.catch(() => undefined);
    return written;
  };
}
