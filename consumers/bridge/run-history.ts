import type { WorkflowClient } from '@temporalio/client';
import {
  readEventHeader,
  readSeenHeader,
  type EventHeader,
  type HandedOver,
} from '../../workflows/bridge/interceptors/event-header.ts';
import { partitionOf } from '../../workflows/bridge/interceptors/same-event.ts';
import { isTooLarge } from './temporal-answers.ts';

/** Each call of it has a deadline of its own: a long history takes many. */
export type Within = <T>(call: () => Promise<T>) => Promise<T>;

export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/** What a search found; if nothing, what the start of the run says. */
export type Searched<T> = { readonly found: T } | RunStart;

export interface RunStart {
  /** The events that earlier runs have seen. */
  readonly seen: HandedOver | undefined;
  /** The id of the run before it. */
  readonly before: string | undefined;
  /** Of each partition, reader and life of its log, the event with the highest offset that came, without replays. */
  readonly highest: readonly EventHeader[];
}

type Page = Awaited<ReturnType<WorkflowClient['workflowService']['getWorkflowExecutionHistoryReverse']>>;
type HistoryEvent = NonNullable<NonNullable<Page['history']>['events']>[number];

/** An event of a workflow's history may have 2 MiB, so pages are small at first; no server gives larger ones than the last. */
const PAGE = { first: 16, largest: 256 };

/**
 * What a run's history has of Kafka's events. It is read from its newest event back, as far as it takes to find what is
 * looked for, and no page is read twice: what comes to a run later is read when it is asked for the next time.
 */
export class RunHistory {
  readonly #client: WorkflowClient;
  readonly #execution: Execution;
  readonly #events = new Map<string, EventHeader[]>();
  /** The number of the newest event that was read. */
  #newest = 0;
  /** Where to read on towards the start; undefined if nothing is read, and empty if everything is. */
  #older: Uint8Array | undefined;
  readonly #highest = new Map<string, EventHeader>();
  #start: Omit<RunStart, 'highest'> = { seen: undefined, before: undefined };

  constructor(client: WorkflowClient, execution: Execution) {
    this.#client = client;
    this.#execution = execution;
  }

  /** How much of it is kept in memory, in events. */
  get size(): number {
    return 1 + this.#events.size + (this.#start.seen?.ids.length ?? 0);
  }

  /**
   * Looks among the events of one id: those that are known first, then page by page.
   *
   * @param length of the whole history now, in events
   */
  async search<T>(
    id: string,
    length: number,
    find: (events: readonly EventHeader[], start: RunStart | undefined) => T | undefined,
    within: Within,
  ): Promise<Searched<T>> {
    let pageSize = PAGE.first;
    const read = async (token: Uint8Array | undefined) => {
      const page = await this.#page(token, pageSize, within);
      // Large events come together: the page behind one that had to be smaller is as small.
      pageSize = page.isSmaller ? page.size : Math.min(page.size * 2, PAGE.largest);
      return page;
    };
    if (this.#older !== undefined) await this.#readNewer(length, read);
    for (;;) {
      const start =
        this.#older?.length === 0 ? { ...this.#start, highest: [...this.#highest.values()] } : undefined;
      const found = find(this.#events.get(id) ?? [], start);
      if (found !== undefined) return { found };
      if (start) return start;
      const { events, next } = await read(this.#older);
      this.#take(events);
      this.#older = next;
    }
  }

  /** All or nothing, so that there is no gap. */
  async #readNewer(length: number, read: (token: Uint8Array | undefined) => Promise<Read>): Promise<void> {
    const newer: HistoryEvent[] = [];
    let token: Uint8Array | undefined;
    for (let reached = length; reached > this.#newest && token?.length !== 0;) {
      const { events, next } = await read(token);
      newer.push(...events);
      reached = events.length === 0 ? 0 : numberOf(events.at(-1)!) - 1;
      token = next;
    }
    this.#take(newer.filter((event) => numberOf(event) > this.#newest));
  }

  async #page(token: Uint8Array | undefined, pageSize: number, within: Within): Promise<Read> {
    const { namespace } = this.#client.options;
    for (let size = pageSize; ; size = Math.ceil(size / 2)) {
      const request = {
        namespace,
        execution: this.#execution,
        maximumPageSize: size,
        nextPageToken: token ?? null,
      };
      try {
        const page = await within(() =>
          this.#client.workflowService.getWorkflowExecutionHistoryReverse(request),
        );
        const [events, next] = [page.history?.events ?? [], page.nextPageToken ?? NOTHING];
        return { events, next, size, isSmaller: size < pageSize };
      } catch (error) {
        if (!isTooLarge(error) || size === 1) throw error;
      }
    }
  }

  #take(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      this.#newest = Math.max(this.#newest, numberOf(event));
      const {
        workflowExecutionStartedEventAttributes: started,
        workflowExecutionSignaledEventAttributes: signaled,
      } = event;
      const header = readEventHeader((started ?? signaled)?.header?.fields ?? {});
      if (header && (signaled || header.op === 'start')) {
        this.#events.set(header.id, [...(this.#events.get(header.id) ?? []), header]);
        this.#compare(header);
      }
      if (started)
        this.#start = {
          seen: readSeenHeader(started.header?.fields ?? {}),
          before: started.continuedExecutionRunId || undefined,
        };
    }
  }

  #compare(header: EventHeader): void {
    if (header.replay) return;
    const name = JSON.stringify([partitionOf(header), header.reader, header.topicId, header.epoch]);
    const before = this.#highest.get(name);
    if (!before || BigInt(header.offset) > BigInt(before.offset)) this.#highest.set(name, header);
  }
}

interface Read {
  readonly events: readonly HistoryEvent[];
  /** Empty after the last page. */
  readonly next: Uint8Array;
  readonly size: number;
  /** It has fewer events than were asked for, as more were too large. */
  readonly isSmaller: boolean;
}

const NOTHING = new Uint8Array();

const numberOf = ({ eventId }: HistoryEvent): number => Number(eventId);
