import { WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';
import type { Headers } from '@temporalio/common';
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
    const { events } = await client.getHandle(workflowId).fetchHistory();
    for (const {
      workflowExecutionStartedEventAttributes: started,
      workflowExecutionSignaledEventAttributes: signaled,
    } of events ?? []) {
      const startedBy = started && readEventHeader((started.header?.fields ?? {}) as Headers);
      if (startedBy?.op === 'start' && startedBy.id === eventId) return 'event';
      const signaledBy = signaled && readEventHeader((signaled.header?.fields ?? {}) as Headers);
      if (signaledBy?.id === eventId) return 'event';
    }
    return 'other-events';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'no-workflow';
    throw error;
  }
}
