import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from './backoff.ts';
import type { InboundRecord } from './inbound-record.ts';
import { Lanes } from './lanes.ts';
import type { Planned } from './pipeline.ts';
import type { PartitionWorker } from './source.ts';
import { Window } from './window.ts';

export interface PartitionWork {
  /** Decides what is to be done about a record, however long a dependency takes to answer. */
  readonly plan: (record: InboundRecord) => Promise<Planned>;
  /** Does it. Resolves once the record is settled. */
  readonly carryOut: (record: InboundRecord, planned: Planned, signal: AbortSignal) => Promise<void>;
  /** While a dependency is down: resolves once it is back. */
  readonly recovery?: () => Promise<void> | undefined;
  /** Bounds what is in flight, and knows what may be committed. Default: a window of the usual size. */
  readonly window?: Window | undefined;
  /** Keeps the order within a workflow. */
  readonly lanes?: Pick<Lanes, 'run' | 'idle'> | undefined;
  /** Hears of a failure that no part accounts for, each time the record is tried again. */
  readonly onHeldUp?: ((record: InboundRecord, cause: unknown) => void) | undefined;
}

/** How long a record may keep the source waiting; one that takes longer to plan comes again once it is planned. */
const PATIENCE_MS = 50;

/** Keeps one assigned partition: order within a lane, a bound on what is in flight, and the watermark. */
export function openPartition(work: PartitionWork): PartitionWorker {
  const { lanes = new Lanes(), window = new Window(), recovery = () => undefined, onHeldUp } = work;
  const { signal, abort } = abortable();
  let planning: { readonly offset: bigint; readonly planned: Promise<Planned | undefined> } | undefined;

  function begin(record: InboundRecord, planned: Planned): void {
    window.begin(record);
    void lanes.run(laneOf(record, planned), async () => {
      await persist(record, () => work.carryOut(record, planned, signal));
      // A partition that was lost while this went on is somebody else's to commit.
      if (!signal.aborted) window.settle(record);
    });
  }

  /** A record is never given up: what fails for a reason that nobody foresaw is tried again, and said. */
  async function persist<T>(record: InboundRecord, attempt: () => Promise<T>): Promise<T | undefined> {
    for (const wait = backoff(); !signal.aborted; await wait.next(signal)) {
      try {
        return await attempt();
      } catch (cause) {
        if (!signal.aborted) onHeldUp?.(record, cause);
      }
    }
    return undefined;
  }

  /** One record is let in even while a dependency is down, for somebody has to find out that it is back. */
  function pause(): Promise<void> | undefined {
    if (window.isFull) return window.freed;
    const back = recovery();
    return back && window.inFlight > 0 ? Promise.race([back, window.freed]) : undefined;
  }

  return {
    async offer(record) {
      const paused = pause();
      if (paused) return { until: paused };

      if (planning?.offset !== record.offset) {
        planning = { offset: record.offset, planned: persist(record, () => work.plan(record)) };
      }
      const { planned } = planning;
      const inTime = await Promise.race([planned, delay(PATIENCE_MS)]);
      if (signal.aborted || !inTime) return { until: planned.then(() => undefined) };
      planning = undefined;
      begin(record, inTime);
      return undefined;
    },
    get committable() {
      return window.committable;
    },
    get inFlight() {
      return window.inFlight;
    },
    idle: () => lanes.idle(),
    close: abort,
  };
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

/** Records that go to no workflow keep the order of their key. */
const laneOf = ({ key }: InboundRecord, { todo }: Planned): string =>
  'workflowId' in todo ? `workflow ${todo.workflowId}` : `key ${key?.toString('base64') ?? ''}`;
