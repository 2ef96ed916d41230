import { isGrpcServiceError, WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';
import { status } from '@grpc/grpc-js';
import {
  readEventHeader,
  readSeenHeader,
  type EventHeader,
  type EventPlace,
} from '../../workflows/bridge/interceptors/event-header.ts';
import { isSameEvent, isSamePlace } from '../../workflows/bridge/interceptors/same-event.ts';
import { floorCovers, isIn } from '../../workflows/bridge/interceptors/seen-events.ts';

/** What a workflow knows of an event. */
export type Found = FoundEvent | { readonly kind: 'other-events' } | { readonly kind: 'no-workflow' };

interface FoundEvent {
  readonly kind: 'event';
  /** Another record brought the event first: this one, or one of an earlier run, of which only the event's id is known. */
  readonly otherRecord?: EventPlace | 'unknown';
}

/** Each call of it has a deadline of its own: a long history takes many. */
type Within = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Looks for an event in the last run of a workflow, open or closed: its start says what earlier runs have seen, its
 * signals tell the rest. Only redeliveries, replays and late events pay for this look.
 *
 * What earlier runs have seen is told by offsets, which say nothing of an event that is replayed: that one is looked for
 * in each run that may hold it, for as long as Temporal keeps them.
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
  for (let isLast = true; runId; isLast = false) {
    try {
      const run = await lookIntoRun(client, { workflowId, runId }, event, within);
      if ('kind' in run) return run;
      runId = run.before;
    } catch (error) {
      // An earlier run that is not kept any more.
      if (!isLast && isGrpcServiceError(error) && error.code === status.NOT_FOUND) break;
      throw error;
    }
  }
  return { kind: 'other-events' };
}

/** If the event is not there, gives the run before it, if that one may hold the event unknown to this one. */
async function lookIntoRun(
  client: WorkflowClient,
  execution: { readonly workflowId: string; readonly runId: string },
  event: EventHeader,
  within: Within,
): Promise<FoundEvent | { readonly before: string | undefined }> {
  const { namespace } = client.options;
  let before: string | undefined;
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = { namespace, execution, nextPageToken: nextPageToken ?? null };
    const page = await within(() => client.workflowService.getWorkflowExecutionHistory(request));
    for (const {
      workflowExecutionStartedEventAttributes: started,
      workflowExecutionSignaledEventAttributes: signaled,
    } of page.history?.events ?? []) {
      const startedBy = started && readEventHeader(started.header?.fields ?? {});
      if (startedBy?.op === 'start' && isSameEvent(startedBy, event)) return foundAs(startedBy, event);
      const seen = started && readSeenHeader(started.header?.fields ?? {});
      if (isIn(seen ?? undefined, event))
        return floorCovers(seen ?? undefined, event) || event.replay
          ? { kind: 'event' }
          : { kind: 'event', otherRecord: 'unknown' };
      if (floorCovers(seen ?? undefined, event)) before = started?.continuedExecutionRunId ?? undefined;
      const signaledBy = signaled && readEventHeader(signaled.header?.fields ?? {});
      if (signaledBy && isSameEvent(signaledBy, event)) return foundAs(signaledBy, event);
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken && nextPageToken.length > 0);
  return { before };
}

const foundAs = (first: EventHeader, event: EventHeader): FoundEvent => {
  const { log, partition, offset } = first;
  return isSamePlace(first, event)
    ? { kind: 'event' }
    : { kind: 'event', otherRecord: { log, partition, offset } };
};
