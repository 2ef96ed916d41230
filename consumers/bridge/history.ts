import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { status } from '@grpc/grpc-js';
import type { EventHeader, EventPlace } from '../../workflows/bridge/interceptors/event-header.ts';
import {
  isOfReader,
  isSameEvent,
  isSamePlace,
  isWrittenAfter,
  partitionOf,
} from '../../workflows/bridge/interceptors/same-event.ts';
import { isNamedIn } from '../../workflows/bridge/interceptors/seen-events.ts';
import { SeenPlaces } from '../../workflows/bridge/interceptors/seen-places.ts';
import { RunHistories } from './run-histories.ts';
import type { Execution, RunStart, Searched, Within } from './run-history.ts';
import { isTooLarge } from './temporal-answers.ts';

/** What a workflow knows of an event. */
export type Found =
  | FoundEvent
  | OtherEvents
  | { readonly kind: 'no-workflow' }
  /** One event of its history alone is larger than this client takes. */
  | { readonly kind: 'unreadable' };

interface FoundEvent {
  readonly kind: 'event';
  /** Another record brought the event first: this one, or one of an earlier run, of which only the event's id is known. */
  readonly otherRecord?: EventPlace | 'unknown';
}

interface OtherEvents {
  readonly kind: 'other-events';
  /** A later record of the event's partition came before it: the event itself was rejected, or ignored, at that time. */
  readonly isOvertaken: boolean;
}

/**
 * Looks for an event in the last run of a workflow, open or closed: its start says what earlier runs have seen, its
 * signals tell the rest.
 *
 * The run before is looked into where the start says only that everything up to some offset was settled: that may have
 * been with a dead letter. A run that Temporal does not keep any more leaves it at that: an event below such an offset is
 * taken for applied, and one that is replayed for not.
 *
 * @param mayBeThere if not, only whether there is a workflow is asked, which is one cheap call
 */
export async function lookIntoHistory(
  histories: RunHistories,
  workflowId: string,
  event: EventHeader,
  mayBeThere: boolean,
  within: Within,
): Promise<Found> {
  try {
    // `describe` distinguishes a missing workflow from a missing namespace; a history request does not.
    const { runId, historyLength } = await within(() => histories.client.getHandle(workflowId).describe());
    if (!mayBeThere) return { kind: 'other-events', isOvertaken: false };
    return await lookIntoRuns(histories, { workflowId, runId, length: historyLength }, event, within);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'no-workflow' };
    if (isTooLarge(error)) return { kind: 'unreadable' };
    throw error;
  }
}

async function lookIntoRuns(
  histories: RunHistories,
  last: { readonly workflowId: string; readonly runId: string; readonly length: number },
  event: EventHeader,
  within: Within,
): Promise<Found> {
  const { workflowId } = last;
  const find = (events: readonly EventHeader[], start?: RunStart) => foundIn(events, event, start);
  let isOvertaken = false;
  let runId: string | undefined = last.runId;
  for (let isLast = true; runId; isLast = false) {
    try {
      const execution: Execution = { workflowId, runId };
      // Temporal may have deleted an earlier run since it was looked into: what is gone is not known any more.
      const history = isLast ? histories : new RunHistories(histories.client);
      const run: Searched<FoundEvent> = await history.search(execution, event.id, last.length, find, within);
      if ('found' in run) return run.found;
      const { seen, before, highest } = run;
      const places = SeenPlaces.of(seen);
      if (places.has(event)) return { kind: 'event' };
      if (isNamedIn(seen, event))
        return places.covers(event) || event.replay
          ? { kind: 'event' }
          : { kind: 'event', otherRecord: 'unknown' };
      const isBehind = places.isBehind(event);
      isOvertaken ||= isBehind || highest.some((came) => isLater(came, event));
      // If the event is in an earlier run, this one may not know it.
      runId = (event.replay ? isBehind : places.covers(event)) ? before : undefined;
    } catch (error) {
      // An earlier run that is not kept any more.
      if (isLast || !isGrpcServiceError(error) || error.code !== status.NOT_FOUND) throw error;
      return event.replay ? { kind: 'other-events', isOvertaken } : { kind: 'event' };
    }
  }
  return { kind: 'other-events', isOvertaken };
}

/**
 * The record itself, if it was there before; else another one that brought the same event. One that comes below an offset
 * up to which everything was settled before its run is dropped there: a replay of its dead letter is the first to apply it.
 *
 * @param start undefined while it is not read yet
 */
function foundIn(
  events: readonly EventHeader[],
  event: EventHeader,
  start: RunStart | undefined,
): FoundEvent | undefined {
  const places = start && SeenPlaces.of(start.seen);
  const wasApplied = (came: EventHeader) =>
    !event.replay || came.replay || (places !== undefined && !places.covers(came));
  const same = events.filter((came) => isSameEvent(came, event) && wasApplied(came));
  const first = same.find((before) => isSamePlace(before, event)) ?? same.at(-1);
  if (!first) return undefined;
  const { log, partition, offset } = first;
  return isSamePlace(first, event)
    ? { kind: 'event' }
    : { kind: 'event', otherRecord: { log, partition, offset } };
}

/** Whether an event is of a later record of the same partition. */
const isLater = (came: EventHeader, event: EventHeader): boolean =>
  isOfReader(came, event) &&
  partitionOf(came) === partitionOf(event) &&
  BigInt(came.offset) > BigInt(event.offset) &&
  !isWrittenAfter(event, came);
