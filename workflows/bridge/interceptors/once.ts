import {
  allHandlersFinished,
  CancellationScope,
  condition,
  patched,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { reportDrop } from './drops.ts';
import { OnceGuard } from './once-guard.ts';
import type { Change } from './seen-events.ts';
import { UnfinishedHandlers } from './unfinished-handlers.ts';
import { watchWaits } from './watch-waits.ts';

/** Earlier releases dropped events that would now be handled, and the histories of their workflows say so. */
const isMade = (change: Change): boolean => patched(change);

/**
 * A signal that the server accepted must be handled before the run ends, however it ends. Without a bound: to end a
 * handler in the middle would lose its event. One that lasts is told.
 */
const untilHandled = (handlers: UnfinishedHandlers) =>
  CancellationScope.nonCancellable(() =>
    condition(() => handlers.awaited(allHandlersFinished(), Date.now())),
  );

export const interceptors: WorkflowInterceptorsFactory = () => {
  const handlers = new UnfinishedHandlers();
  const guard = new OnceGuard({ untilHandled: () => untilHandled(handlers), isMade, onDrop: reportDrop });
  const { inbound, internals } = watchWaits(handlers);
  return { inbound: [inbound, guard], outbound: [guard], internals: [internals] };
};
