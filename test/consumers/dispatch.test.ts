import { status } from '@grpc/grpc-js';
import { expect, it } from '@jest/globals';
import { WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';
import { defineSignal } from '@temporalio/workflow';
import { signal } from '../../consumers/command.ts';
import { createDispatch } from '../../consumers/dispatch.ts';
import { eventOf, type RecordEvent } from '../../consumers/event.ts';
import { headerOf } from '../../consumers/event-interceptor.ts';
import { EVENT_HEADER, SEEN_HEADER, writeHeader } from '../../workflows/interceptors/event-header.ts';
import { aRecord } from './record.ts';

const { signal: never } = new AbortController();
const identity = { cluster: 'c', incarnation: 1, trustCloudEventIds: true };
const event = eventOf(aRecord(), identity);
const approve = signal(defineSignal('approve'), { workflowId: 'w', args: [] });

const grpcError = (code: status, details: string) =>
  Object.assign(new Error(details), { code, details, metadata: {} });

const signaledBy = (by: RecordEvent) => ({
  workflowExecutionSignaledEventAttributes: {
    header: { fields: { [EVENT_HEADER]: writeHeader(headerOf(by, 'signal')) } },
  },
});

const continuedFrom = (runId: string, floor: string) => ({
  workflowExecutionStartedEventAttributes: {
    continuedExecutionRunId: runId,
    header: {
      fields: {
        [SEEN_HEADER]: writeHeader({ v: 1, ids: [], floors: { [`${event.log}/${event.partition}`]: floor } }),
      },
    },
  },
});

/** A client of a Temporal that has these runs, each with its pages of events, and the last one first. */
function aClient(runs: Record<string, object[][]>, answer: () => Promise<void> = async () => undefined) {
  const deadlines: unknown[] = [];
  const client = {
    options: { namespace: 'n' },
    withDeadline: <T>(deadline: unknown, call: () => Promise<T>) => {
      deadlines.push(deadline);
      return call();
    },
    getHandle: () => ({
      signal: answer,
      describe: async () => {
        const [runId] = Object.keys(runs);
        if (runId === undefined) throw new WorkflowNotFoundError('no such workflow', 'w', undefined);
        return { runId };
      },
    }),
    workflowService: {
      getWorkflowExecutionHistory: async ({
        execution: { runId },
        nextPageToken,
      }: {
        execution: { runId: string };
        nextPageToken: Uint8Array | null;
      }) => {
        const pages = runs[runId];
        if (!pages) throw grpcError(status.NOT_FOUND, 'no such run');
        const at = nextPageToken?.[0] ?? 0;
        const next = at + 1 < pages.length ? [at + 1] : [];
        return { history: { events: pages[at] }, nextPageToken: Uint8Array.from(next) };
      },
    },
  };
  return { client: client as unknown as WorkflowClient, deadlines };
}

const refuse = () =>
  Promise.reject(grpcError(status.INVALID_ARGUMENT, 'exceeded workflow execution limit for signal events'));

it('a redelivery that Temporal refuses is looked for before it is rejected: an earlier process may have got through', async () => {
  const { client } = aClient({ last: [[signaledBy(event)]] }, refuse);
  expect(await createDispatch({ client })(approve, event, never)).toEqual({ kind: 'duplicate' });
});

it('what is refused and not found is rejected', async () => {
  const { client } = aClient({ last: [[]] }, refuse);
  expect(await createDispatch({ client })(approve, event, never)).toMatchObject({ reason: 'refused' });
});

it('a replay is found in an earlier run, where it came by itself and is told by its offset only', async () => {
  const replay = { ...event, replay: true } as const;
  const runs = { last: [[continuedFrom('first', '41')]], first: [[signaledBy(event)]] };
  expect(await createDispatch(aClient(runs))(approve, replay, never)).toEqual({ kind: 'duplicate' });
});

it.each([
  ['no run before may hold it', { last: [[continuedFrom('first', '40')]] }],
  ['the run before is not kept any more', { last: [[continuedFrom('first', '41')]] }],
  ['the runs before do not hold it', { last: [[continuedFrom('first', '50')]], first: [[]] }],
])('a replay is applied where %s', async (_, runs) => {
  const replay = { ...event, replay: true } as const;
  expect(await createDispatch(aClient(runs))(approve, replay, never)).toEqual({ kind: 'delivered' });
});

it('each page of a long history has a deadline of its own', async () => {
  const pages = [...Array.from({ length: 200 }, () => []), [signaledBy(event)]];
  const late = () => Promise.reject(new WorkflowNotFoundError('closed', 'w', undefined));
  const { client, deadlines } = aClient({ last: pages }, late);
  expect(await createDispatch({ client })(approve, event, never)).toEqual({ kind: 'duplicate' });
  // The signal, the description, and each page.
  expect(deadlines).toHaveLength(203);
});
