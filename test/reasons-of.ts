import type { RecordSource } from '../consumers/bridge/source.ts';
import { reasonsNotReady } from '../infra/observe/health.ts';

/** Why a process is not ready in which all is well but, perhaps, its source. */
export const reasonsOf = ({ state }: Pick<RecordSource, 'state'>): string[] =>
  reasonsNotReady(
    {
      phase: 'running',
      since: 0,
      crash: undefined,
      source: state,
      breakers: [],
      unwritten: [],
      heldUp: [],
      failing: [],
    },
    Date.now(),
  );
