import { WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';
import { readEventHeader } from '../workflows/interceptors/event-header.ts';

/** What the last run of a workflow knows of an event. */
type Found = 'event' | 'other-events' | 'no-workflow';

/** Only redeliveries and late events pay for this look. */
export async function lookIntoHistory(
  client: WorkflowClient,
  workflowId: string,
  eventId: string,
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
      if (startedBy?.op === 'start' && startedBy.id === eventId) return 'event';
      const signaledBy = signaled && readEventHeader(signaled.header?.fields ?? {});
      if (signaledBy?.id === eventId) return 'event';
    }
    return 'other-events';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'no-workflow';
    throw error;
  }
}
