import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { status } from '@grpc/grpc-js';
import type { EventHeader, EventPlace } from '../../workflows/bridge/interceptors/event-header.ts';
import { isSameEvent, isSamePlace } from '../../workflows/bridge/interceptors/same-event.ts';
import { floorCovers, isIn } from '../../workflows/bridge/interceptors/seen-events.ts';
import { RunHistories } from './run-histories.ts';
import type { Execution, Searched, Within } from './run-history.ts';
import { isTooLarge } from './temporal-answers.ts';

/** What a workflow knows of an event. */
export type Found =
  | FoundEvent
  | { readonly kind: 'other-events' }
  | { readonly kind: 'no-workflow' }
  /** One event of its history alone is larger than this client takes. */
  | { readonly kind: 'unreadable' };

interface FoundEvent {
  readonly kind: 'event';
  /** Another record brought the event first: this one, or one of an earlier run, of which only the event's id is known. */
  readonly otherRecord?: EventPlace | 'unknown';
}

/**
 * Looks for an event in the last run of a workflow, open or closed: its start says what earlier runs have seen, its
 * signals tell the rest.
 *
 * What earlier runs have seen is told by offsets, which say nothing of an event that is replayed: that one is looked for
 * in each run that may hold it, for as long as Temporal keeps them.
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
    if (!mayBeThere) return { kind: 'other-events' };
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
  const find = (events: readonly EventHeader[]) => foundIn(events, event);
  let runId: string | undefined = last.runId;
  for (let isLast = true; runId; isLast = false) {
    try {
      const execution: Execution = { workflowId, runId };
      // Temporal may have deleted an earlier run since it was looked into: what is gone is not known any more.
      const history = isLast ? histories : new RunHistories(histories.client);
      const run: Searched<FoundEvent> = await history.search(execution, event.id, last.length, find, within);
      if ('found' in run) return run.found;
      const { seen } = run;
      if (isIn(seen, event))
        return floorCovers(seen, event) || event.replay
          ? { kind: 'event' }
          : { kind: 'event', otherRecord: 'unknown' };
      // If the event is in an earlier run, this one may not know it.
      runId = floorCovers(seen, event) ? run.before : undefined;
    } catch (error) {
      // An earlier run that is not kept any more.
      if (!isLast && isGrpcServiceError(error) && error.code === status.NOT_FOUND) break;
      throw error;
    }
  }
  return { kind: 'other-events' };
}

/** The record itself, if it was there before; else another one that brought the same event. */
function foundIn(events: readonly EventHeader[], event: EventHeader): FoundEvent | undefined {
  const same = events.filter((before) => isSameEvent(before, event));
  const first = same.find((before) => isSamePlace(before, event)) ?? same.at(-1);
  if (!first) return undefined;
  const { log, partition, offset } = first;
  return isSamePlace(first, event)
    ? { kind: 'event' }
    : { kind: 'event', otherRecord: { log, partition, offset } };
}
