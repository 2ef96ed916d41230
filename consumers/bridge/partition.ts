import { backoff, byTheClock, type Wait } from './backoff.ts';
import type { DecodeRecord } from './decode-record.ts';
import type { Dispatch } from './dispatch.ts';
import type { InboundRecord } from './inbound-record.ts';
import { Lanes } from './lanes.ts';
import { race } from './race.ts';
import type { RoutedRecord, RouteRecord } from './route-record.ts';
import type { Settle } from './settle.ts';
import type { PartitionWorker } from './source.ts';
import { Window } from './window.ts';

export interface PartitionParts {
  readonly decode: DecodeRecord;
  readonly route: RouteRecord;
  readonly dispatch: Dispatch;
  readonly settle: Settle;
  /** Bounds what is in flight, and knows what may be committed. Default: a window of the usual size. */
  readonly window?: Window | undefined;
  /** Keeps the order within a workflow. */
  readonly lanes?: Pick<Lanes, 'enqueue' | 'idle'> | undefined;
  /** How it waits before it tries again, and for a record to be decoded. Default: by the clock. */
  readonly wait?: Wait | undefined;
  /** Called each time a record is tried again after an unexpected error. */
  readonly onHeldUp?: ((record: InboundRecord, cause: unknown) => void) | undefined;
}

/** How long a record may keep the source waiting; one that takes longer to decode is offered again afterwards. */
const PATIENCE_MS = 50;

/** Works through one assigned partition: order within a lane, a bound on what is in flight, and the watermark. */
export function openPartition(parts: PartitionParts): PartitionWorker {
  const { decode, route, dispatch, settle, onHeldUp } = parts;
  const { lanes = new Lanes(), window = new Window(), wait = byTheClock } = parts;
  const closing = new AbortController();
  const abort = closing.signal;
  let routing: { readonly offset: bigint; readonly routed: Promise<RoutedRecord | undefined> } | undefined;

  /** Tries until it succeeds, as a record is never given up. Undefined once the partition is closed. */
  async function persist<T>(record: InboundRecord, attempt: () => Promise<T>): Promise<T | undefined> {
    for (const waits = backoff({ wait }); !abort.aborted; await waits.next(abort)) {
      try {
        return await attempt();
      } catch (cause) {
        if (!abort.aborted) onHeldUp?.(record, cause);
      }
    }
    return undefined;
  }

  /** The latest record is decoded once, however often it is offered meanwhile. */
  function routedOnce(record: InboundRecord): Promise<RoutedRecord | undefined> {
    if (routing?.offset !== record.offset) {
      const routed = persist(record, async () => route(record, await decode(record)));
      routing = { offset: record.offset, routed };
    }
    return routing.routed;
  }

  return {
    async offer(record) {
      if (window.isFull) return { until: window.freed };
      const routed = routedOnce(record);
      const inTime = await race([routed, wait(PATIENCE_MS)]);
      if (abort.aborted || !inTime) return { until: routed.then(() => undefined) };
      routing = undefined;

      window.admit(record, inTime.weight);
      void lanes.enqueue(
        laneOf(inTime),
        async () => {
          let { identity } = inTime;
          await persist(record, async () => {
            const now = identity;
            identity = { ...now, mayBeRepeated: true };
            const settlement = await dispatch(inTime.todo, now, abort);
            await settle(inTime, settlement, abort);
          });
          // Offsets of a revoked partition must not be committed: another consumer may own it already.
          if (!abort.aborted) window.release(record);
        },
        keyLaneOf(record),
      );
      return undefined;
    },
    skip: (last) => window.skip(last),
    get committable() {
      return window.committable;
    },
    get inFlight() {
      return window.inFlight;
    },
    idle: () => lanes.idle(),
    close: () => closing.abort(),
  };
}

const laneOf = ({ record, todo }: RoutedRecord): string =>
  'workflowId' in todo ? `workflow ${todo.workflowId}` : (keyLaneOf(record) ?? 'no key');

/**
 * The lane of records that go to no workflow. The later records of their key wait for them: if the process dies before a
 * rejected record has its dead letter, then nothing that follows it was applied, and it may still be applied in its place.
 */
const keyLaneOf = ({ key }: InboundRecord): string | undefined =>
  key === null ? undefined : `key ${key.toString('base64')}`;
