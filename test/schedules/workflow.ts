import type { Headers } from '@temporalio/common';
import {
  readEventHeader,
  readSeenHeader,
  SEEN_HEADER,
  writeHeader,
  type EventHeader,
} from '../../workflows/bridge/interceptors/event-header.ts';
import type { SeenEvents } from '../../workflows/bridge/interceptors/seen-events.ts';
import type { Tell } from './happening.ts';

/** An event that a workflow's code was given, and the process that sent it. */
export interface Applied extends EventHeader {
  readonly by: string;
}

/** What a history has, as far as the bridge reads it: Temporal's own names. */
export interface HistoryEvent {
  readonly eventId: number;
  readonly workflowExecutionStartedEventAttributes?: {
    readonly header: { readonly fields: Headers };
    readonly continuedExecutionRunId: string;
  };
  readonly workflowExecutionSignaledEventAttributes?: { readonly header: { readonly fields: Headers } };
}

interface Run {
  readonly runId: string;
  readonly history: HistoryEvent[];
  /** What the guard knows, from the production code. */
  readonly seen: Pick<SeenEvents, 'add' | 'handOver'>;
}

export interface WorkflowParts {
  readonly guard: Guard;
  readonly tell: Tell;
  readonly onApplied: (workflow: string, event: Applied) => void;
}

export type Guard = (...before: ConstructorParameters<typeof SeenEvents>) => Run['seen'];

/** One workflow id with its runs, behind the guard. */
export class Workflow {
  readonly id: string;
  readonly runs: Run[] = [];
  isOpen = false;
  readonly #parts: WorkflowParts;

  constructor(id: string, parts: WorkflowParts) {
    this.id = id;
    this.#parts = parts;
  }

  get last(): Run {
    return this.runs.at(-1)!;
  }

  /** As the guard does with a run's start. */
  start(fields: Headers, by: string, before = ''): void {
    this.isOpen = true;
    const seen = this.#parts.guard(readSeenHeader(fields));
    const history: HistoryEvent[] = [
      {
        eventId: 1,
        workflowExecutionStartedEventAttributes: { header: { fields }, continuedExecutionRunId: before },
      },
    ];
    this.runs.push({ runId: `${this.id}-${this.runs.length}`, history, seen });
    const event = readEventHeader(fields);
    if (event?.op === 'start') this.#take(event, by);
  }

  /** As the guard does with a signal. */
  signal(fields: Headers, by: string): void {
    const { history } = this.last;
    history.push({
      eventId: history.length + 1,
      workflowExecutionSignaledEventAttributes: { header: { fields } },
    });
    const event = readEventHeader(fields);
    if (event) this.#take(event, by);
  }

  #take(event: EventHeader, by: string): void {
    const { tell, onApplied } = this.#parts;
    const isNew = this.last.seen.add(event);
    const what = `record ${event.offset}${event.replay ? ', replayed,' : ''} from ${by}`;
    if (!isNew) return tell('dropped', `${this.id} drops ${what}`);
    tell('applied', `${this.id} applies ${what}`);
    onApplied(this.id, { ...event, by });
  }

  close(): void {
    this.isOpen = false;
    this.#parts.tell('closed', `${this.id} closes`);
  }

  continueAsNew(): void {
    if (!this.isOpen) return;
    this.#parts.tell('continued as new', `${this.id} continues as new`);
    this.start({ [SEEN_HEADER]: writeHeader(this.last.seen.handOver()) }, 'itself', this.last.runId);
  }
}
