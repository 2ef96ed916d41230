import {
  allHandlersFinished,
  CancellationScope,
  condition,
  patched,
  type ContinueAsNewInput,
  type Next,
  type SignalInput,
  type WorkflowExecuteInput,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInterceptorsFactory,
  type WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { dropOf, reportDrop } from './drops.ts';
import {
  readEventHeader,
  readSeenHeader,
  SEEN_HEADER,
  writeHeader,
  type EventHeader,
} from './event-header.ts';
import { isSamePlace } from './same-event.ts';
import { SeenEvents, type Change } from './seen-events.ts';
import { UnfinishedHandlers } from './unfinished-handlers.ts';
import { watchWaits } from './watch-waits.ts';

/**
 * The guard: applies each bridged event once per workflow, even if the bridge delivers it again. Any worker can load
 * it; workflow code does not depend on it. Starts and signals without an event header pass unchanged.
 */
export class OnceGuard implements WorkflowInboundCallsInterceptor, WorkflowOutboundCallsInterceptor {
  readonly #untilHandled: () => Promise<unknown>;
  #seen = new SeenEvents();

  /** @param untilHandled resolves once no handler of the run is at work */
  constructor(untilHandled: () => Promise<unknown>) {
    this.#untilHandled = untilHandled;
  }

  async execute(input: WorkflowExecuteInput, next: Next<WorkflowInboundCallsInterceptor, 'execute'>) {
    this.#seen = new SeenEvents(readSeenHeader(input.headers));
    const event = readEventHeader(input.headers);
    // signalWithStart puts its header on both start and signal; only the signal still has to be applied.
    if (event?.op === 'start') this.#seen.add(event);
    try {
      return await next(input);
    } finally {
      await this.#untilHandled();
    }
  }

  /** Must reach `next` without awaiting anything, or a completion could overtake the signal. */
  async handleSignal(input: SignalInput, next: Next<WorkflowInboundCallsInterceptor, 'handleSignal'>) {
    const event = readEventHeader(input.headers);
    if (event && !this.#seen.add(event, isMade)) {
      this.#report(event, input.signalName);
      return;
    }
    return next(input);
  }

  /** A redelivery is dropped in silence; that another record has the event's name is for a person to know. */
  #report(event: EventHeader, signal: string): void {
    const first = this.#seen.first(event);
    if (first ? isSamePlace(first, event) : this.#seen.mayBeRedelivered(event)) return;
    reportDrop(dropOf(event, signal, first));
  }

  async continueAsNew(
    input: ContinueAsNewInput,
    next: Next<WorkflowOutboundCallsInterceptor, 'continueAsNew'>,
  ): Promise<never> {
    await this.#untilHandled();
    const headers = { ...input.headers, [SEEN_HEADER]: writeHeader(this.#seen.handOver()) };
    return next({ ...input, headers });
  }
}

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
  const guard = new OnceGuard(() => untilHandled(handlers));
  const { inbound, internals } = watchWaits(handlers);
  return { inbound: [inbound, guard], outbound: [guard], internals: [internals] };
};
