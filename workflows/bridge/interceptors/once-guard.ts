import type {
  ContinueAsNewInput,
  Next,
  SignalInput,
  WorkflowExecuteInput,
  WorkflowInboundCallsInterceptor,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { dropOf, type Drop } from './drops.ts';
import {
  readEventHeader,
  readSeenHeader,
  SEEN_HEADER,
  writeHeader,
  type EventHeader,
} from './event-header.ts';
import { isSamePlace } from './same-event.ts';
import { SeenEvents, type Change } from './seen-events.ts';

/** What the guard needs of the run that it is in. */
export interface GuardedRun {
  /** Resolves once no handler of the run is at work. */
  readonly untilHandled: () => Promise<unknown>;
  /** See `SeenEvents.add`. */
  readonly isMade: (change: Change) => boolean;
  /** Hears of each signal that is dropped because another record had its event's name first. */
  readonly onDrop: (drop: Drop) => void;
}

/**
 * The guard: applies each bridged event once per workflow, even if the bridge delivers it again. Any worker can load
 * it; workflow code does not depend on it. Starts and signals without an event header pass unchanged.
 */
export class OnceGuard implements WorkflowInboundCallsInterceptor, WorkflowOutboundCallsInterceptor {
  readonly #run: GuardedRun;
  #seen = new SeenEvents();

  constructor(run: GuardedRun) {
    this.#run = run;
  }

  async execute(input: WorkflowExecuteInput, next: Next<WorkflowInboundCallsInterceptor, 'execute'>) {
    this.#seen = new SeenEvents(readSeenHeader(input.headers));
    const event = readEventHeader(input.headers);
    // signalWithStart puts its header on both start and signal; only the signal still has to be applied.
    if (event?.op === 'start') this.#seen.add(event);
    try {
      return await next(input);
    } finally {
      await this.#run.untilHandled();
    }
  }

  /** Must reach `next` without awaiting anything, or a completion could overtake the signal. */
  async handleSignal(input: SignalInput, next: Next<WorkflowInboundCallsInterceptor, 'handleSignal'>) {
    const event = readEventHeader(input.headers);
    if (event && !this.#seen.add(event, this.#run.isMade)) {
      this.#report(event, input.signalName);
      return;
    }
    return next(input);
  }

  /** A redelivery is dropped in silence; that another record has the event's name is for a person to know. */
  #report(event: EventHeader, signal: string): void {
    const first = this.#seen.first(event);
    if (first ? isSamePlace(first, event) : this.#seen.mayBeRedelivered(event)) return;
    this.#run.onDrop(dropOf(event, signal, first));
  }

  async continueAsNew(
    input: ContinueAsNewInput,
    next: Next<WorkflowOutboundCallsInterceptor, 'continueAsNew'>,
  ): Promise<never> {
    await this.#run.untilHandled();
    const headers = { ...input.headers, [SEEN_HEADER]: writeHeader(this.#seen.handOver()) };
    return next({ ...input, headers });
  }
}
