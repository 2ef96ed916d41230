import { isGrpcServiceError, WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';
import { status } from '@grpc/grpc-js';
import {
  readEventHeader,
  readSeenHeader,
  type EventHeader,
  type EventPlace,
} from '../../workflows/bridge/interceptors/event-header.ts';
import {
  isOfReader,
  isSameEvent,
  isSamePlace,
  isWrittenAfter,
  partitionOf,
} from '../../workflows/bridge/interceptors/same-event.ts';
import { isNamedIn } from '../../workflows/bridge/interceptors/seen-events.ts';
import { SeenPlaces } from '../../workflows/bridge/interceptors/seen-places.ts';

/** What a workflow knows of an event. */
export type Found = FoundEvent | OtherEvents | { readonly kind: 'no-workflow' };

interface OtherEvents {
  readonly kind: 'other-events';
  /** A later record of the event's partition came before it: the event itself was rejected, or ignored, at that time. */
  readonly isOvertaken: boolean;
}

interface FoundEvent {
  readonly kind: 'event';
  /** Another record brought the event first: this one, or one of an earlier run, of which only the event's id is known. */
  readonly otherRecord?: EventPlace | 'unknown';
}

/** Each call of it has a deadline of its own: a long history takes many. */
type Within = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Looks for an event in the last run of a workflow, open or closed: its start says what earlier runs have seen, its
 * signals tell the rest. Only records that may be redeliveries, replays and late events pay for this look.
 *
 * A run before that is looked into where the start says only that everything up to some offset was settled: that may have
 * been with a dead letter. A run that Temporal does not keep any more leaves it at that: an event below such an offset is
 * taken for applied, and one that is replayed for not.
 */
export async function lookIntoHistory(
  client: WorkflowClient,
  workflowId: string,
  event: EventHeader,
  within: Within,
): Promise<Found> {
  let runId: string | undefined;
  try {
    // `describe` distinguishes a missing workflow from a missing namespace; a history request does not.
    ({ runId } = await within(() => client.getHandle(workflowId).describe()));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'no-workflow' };
    throw error;
  }
  let isOvertaken = false;
  for (let isLast = true; runId; isLast = false) {
    try {
      const run = await lookIntoRun(client, { workflowId, runId }, event, within);
      if (run.kind === 'event') return run;
      isOvertaken ||= run.isOvertaken;
      runId = run.before;
    } catch (error) {
      // An earlier run that is not kept any more.
      if (isLast || !isGrpcServiceError(error) || error.code !== status.NOT_FOUND) throw error;
      if (!event.replay) return { kind: 'event' };
      break;
    }
  }
  return { kind: 'other-events', isOvertaken };
}

interface OtherRun extends OtherEvents {
  /** The run before it, if that one may hold the event unknown to this one. */
  readonly before: string | undefined;
}

async function lookIntoRun(
  client: WorkflowClient,
  execution: { readonly workflowId: string; readonly runId: string },
  event: EventHeader,
  within: Within,
): Promise<FoundEvent | OtherRun> {
  const { namespace } = client.options;
  let before: string | undefined;
  let places = SeenPlaces.of(undefined);
  let isOvertaken = false;
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = { namespace, execution, nextPageToken: nextPageToken ?? null };
    const page = await within(() => client.workflowService.getWorkflowExecutionHistory(request));
    for (const {
      workflowExecutionStartedEventAttributes: started,
      workflowExecutionSignaledEventAttributes: signaled,
    } of page.history?.events ?? []) {
      if (started) {
        const seen = readSeenHeader(started.header?.fields ?? {});
        places = SeenPlaces.of(seen);
        if (places.has(event)) return { kind: 'event' };
        if (isNamedIn(seen, event))
          return places.covers(event) || event.replay
            ? { kind: 'event' }
            : { kind: 'event', otherRecord: 'unknown' };
        isOvertaken = places.isBehind(event);
        const isKnown = event.replay ? !isOvertaken : !places.covers(event);
        if (!isKnown) before = started.continuedExecutionRunId ?? undefined;
      }
      const startedBy = started && readEventHeader(started.header?.fields ?? {});
      const signaledBy = signaled && readEventHeader(signaled.header?.fields ?? {});
      const came = startedBy?.op === 'start' ? startedBy : signaledBy;
      // One that the floor of its run covers was dropped there, as it had been settled before.
      if (!came || (!came.replay && places.covers(came))) continue;
      if (isSameEvent(came, event)) return foundAs(came, event);
      isOvertaken ||= isLater(came, event);
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken && nextPageToken.length > 0);
  return { kind: 'other-events', isOvertaken, before };
}

/** Whether an event is of a later record of the same partition. One that is replayed is out of its place. */
const isLater = (came: EventHeader, event: EventHeader): boolean =>
  !came.replay &&
  isOfReader(came, event) &&
  partitionOf(came) === partitionOf(event) &&
  BigInt(came.offset) > BigInt(event.offset) &&
  !isWrittenAfter(event, came);

const foundAs = (first: EventHeader, event: EventHeader): FoundEvent => {
  const { log, partition, offset } = first;
  return isSamePlace(first, event)
    ? { kind: 'event' }
    : { kind: 'event', otherRecord: { log, partition, offset } };
};
