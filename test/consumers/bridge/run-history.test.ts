import { expect, it } from '@jest/globals';
import type { WorkflowClient } from '@temporalio/client';
import { headerOf } from '../../../consumers/bridge/event-interceptor.ts';
import { RunHistory } from '../../../consumers/bridge/run-history.ts';
import {
  EVENT_HEADER,
  writeHeader,
  type EventHeader,
} from '../../../workflows/bridge/interceptors/event-header.ts';
import { event } from './dispatching.ts';

/** A run whose history comes in these pages, the newest event first; a page may have another one behind it. */
function run(...pages: { readonly offsets: readonly number[]; readonly hasMore?: boolean }[]) {
  const requests: { readonly namespace: string }[] = [];
  const signaled = (offset: number) => {
    const fields = { [EVENT_HEADER]: writeHeader(headerOf(event(offset), 'signal')) };
    return { eventId: offset, workflowExecutionSignaledEventAttributes: { header: { fields } } };
  };
  const getWorkflowExecutionHistoryReverse = async (request: { readonly namespace: string }) => {
    requests.push(request);
    const { offsets, hasMore } = pages.shift()!;
    return { history: { events: offsets.map(signaled) }, nextPageToken: Buffer.from(hasMore ? 'more' : '') };
  };
  const client = { options: { namespace: 'n' }, workflowService: { getWorkflowExecutionHistoryReverse } };
  const history = new RunHistory(client as unknown as WorkflowClient, { workflowId: 'w', runId: 'r' });
  /** How often a search meets the event. */
  const timesOf = async (offset: number, length: number) => {
    const find = (events: readonly EventHeader[]) => (events.length > 0 ? events.length : undefined);
    const searched = await history.search(event(offset).id, length, find, (call) => call());
    return 'found' in searched ? searched.found : 0;
  };
  return { timesOf, requests };
}

it('an event that comes on two pages is one', async () => {
  const { timesOf } = run({ offsets: [2, 1] }, { offsets: [3, 2], hasMore: true });
  expect(await timesOf(2, 2)).toBe(1);
  expect(await timesOf(3, 3)).toBe(1);
  expect(await timesOf(2, 3)).toBe(1);
});

it('an empty page ends what is new', async () => {
  const { timesOf } = run({ offsets: [1] }, { offsets: [], hasMore: true });
  expect(await timesOf(1, 1)).toBe(1);
  expect(await timesOf(9, 5)).toBe(0);
});

it('is asked for in the namespace of its client', async () => {
  const { timesOf, requests } = run({ offsets: [1] });
  await timesOf(1, 1);
  expect(requests).toMatchObject([{ namespace: 'n' }]);
});
