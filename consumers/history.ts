import { WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';
import { readEventHeader, readSeenHeader, type EventHeader } from '../workflows/interceptors/event-header.ts';
import { isIn } from '../workflows/interceptors/seen-events.ts';

/** What the last run of a workflow knows of an event. */
type Found = 'event' | 'other-events' | 'no-workflow';

/**
 * Looks for an event in the last run of a workflow, open or closed: its start tells what earlier runs have seen, its
 * signals tell the rest. Only redeliveries and late events pay for this look.
 */
export async function lookIntoHistory(
  client: WorkflowClient,
  workflowId: string,
  event: EventHeader,
): Promise<Found> {
  try {
    // `describe` tells a missing workflow from a missing namespace, which `fetchHistory` alone does not.
    const { runId } = await client.getHandle(workflowId).describe();
    const { events } = await client.getHandle(workflowId, runId).fetchHistory();
    for (const {
      workflowExecutionStartedEventAttributes: started,
      workflowExecutionSignaledEventAttributes: signaled,
    } of events ?? []) {
      const startedBy = started && readEventHeader(started.header?.fields ?? {});
      if (startedBy?.op === 'start' && startedBy.id === event.id) return 'event';
      if (started && isIn(readSeenHeader(started.header?.fields ?? {}), event)) return 'event';
      const signaledBy = signaled && readEventHeader(signaled.header?.fields ?? {});
      if (signaledBy?.id === event.id) return 'event';
    }
    return 'other-events';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'no-workflow';
    throw error;
  }
}
