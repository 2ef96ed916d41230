import {
  allHandlersFinished,
  CancellationScope,
  condition,
  type SignalInput,
  type WorkflowExecuteInput,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { readEventHeader, type EventHeader } from './event-header.ts';

/**
 * The guard: applies each bridged event once per workflow, whatever the bridge delivers again. Any worker can load
 * it; workflow code knows nothing of it. Starts and signals without an event header pass untouched.
 */
class OnceGuard implements WorkflowInboundCallsInterceptor {
  readonly #seen = new Set<string>();

  async execute(input: WorkflowExecuteInput, next: (input: WorkflowExecuteInput) => Promise<unknown>) {
    const event = readEventHeader(input.headers);
    // A signalWithStart leaves its header on the start and on the signal: it is the signal that has yet to be applied.
    if (event?.op === 'start') this.#seen.add(event.id);
    try {
      return await next(input);
    } finally {
      // A signal that the server accepted must be handled before the run is over, whichever way it ends.
      await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    }
  }

  /** Must reach `next` without awaiting anything, or a completion could overtake the signal. */
  async handleSignal(input: SignalInput, next: (input: SignalInput) => Promise<void>): Promise<void> {
    const event = readEventHeader(input.headers);
    if (event && !this.#isFirst(event)) return;
    return next(input);
  }

  #isFirst({ id }: EventHeader): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    return true;
  }
}

export const interceptors: WorkflowInterceptorsFactory = () => ({ inbound: [new OnceGuard()] });
