import type { InjectedSinks } from '@temporalio/worker';
import { Waits, type ToldWait } from '../../workflows/bridge/interceptors/waits.ts';
import type { WaitSinks } from '../../workflows/bridge/interceptors/watch-waits.ts';

/** How often it is looked which waits have lasted long, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

/**
 * The clock of a worker for what its runs wait for: a run that waits in vain may have no further task in which it could
 * say so. A run that another worker took over is told by both, at worst.
 */
export function hearWaits(onWait: (told: ToldWait) => void) {
  const waits = new Waits(onWait);
  const timer = setInterval(() => waits.look(Date.now()), LOOK_EVERY_MS).unref();
  const sinks: InjectedSinks<WaitSinks> = {
    ktbWaits: {
      // A worker that takes a workflow over replays it, and has to know what it waits for.
      began: { fn: (run, wait) => waits.began(run, wait), callDuringReplay: true },
      ended: { fn: (run, wait) => waits.ended(run, wait), callDuringReplay: true },
      over: { fn: (run, all) => waits.over(run, all) },
    },
  };
  return { sinks, close: () => clearInterval(timer) };
}
