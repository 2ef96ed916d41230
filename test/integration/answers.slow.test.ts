import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import type { Client } from '@temporalio/client';
import { signal, signalWithStart } from '../../consumers/bridge/command.ts';
import { Concurrency } from '../../consumers/bridge/concurrency.ts';
import { createDispatch, temporalBreaker, type Dispatch } from '../../consumers/bridge/dispatch.ts';
import type { EventIdentity } from '../../consumers/bridge/event-identity.ts';
import { isOverload } from '../../consumers/bridge/temporal-answers.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { readEventHeader } from '../../workflows/bridge/interceptors/event-header.ts';
import { cancel } from '../../workflows/messages.ts';
import { order } from '../../workflows/order.ts';
import { eventually } from '../eventually.ts';
import { openGrpcProxy } from '../grpc-proxy.ts';

/** What dispatch makes of each answer that a Temporal frontend may give. No worker runs. */
const { temporal: config } = loadConfig();
let proxy: Awaited<ReturnType<typeof openGrpcProxy>>;
let client: Client;
let retries: unknown[];
let concurrency: Concurrency;
let dispatch: Dispatch;
let workflowId: string;
let event: EventIdentity;

beforeAll(async () => {
  proxy = await openGrpcProxy(config.connection.address);
  client = await connectTemporal({
    ...config,
    connection: { ...config.connection, address: proxy.address },
  });
});
beforeEach(() => {
  retries = [];
  concurrency = new Concurrency({ max: 8, isOverload });
  dispatch = createDispatch({
    client: client.workflow,
    concurrency,
    callTimeoutMs: 1_000,
    onRetry: (_, __, cause) => retries.push(cause),
  });
  workflowId = `order-${randomUUID()}`;
  event = { id: randomUUID(), log: 'l', topic: 't', partition: 0, offset: 0n };
});
afterAll(async () => {
  await client?.connection.close();
  await proxy?.close();
});

const { signal: never } = new AbortController();
const METHOD = 'SignalWithStartWorkflowExecution';
const cancellation = { orderId: 'o-1', requestedBy: 'ada', reason: 'none', requestedAt: 1 };
const command = () =>
  signalWithStart(order, cancel, {
    workflowId,
    taskQueue: 'nobody',
    workflowArgs: [{ orderId: 'o-1', placedWithinMs: 1, approvalWithinMs: 1 }],
    args: [cancellation],
  });

async function signalIds(): Promise<(string | undefined)[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signaled }) =>
    signaled ? [readEventHeader(signaled.header?.fields ?? {})?.id] : [],
  );
}

describe('is asked again, until it takes the event', () => {
  it.each([
    ['UNAVAILABLE', status.UNAVAILABLE],
    ['RESOURCE_EXHAUSTED', status.RESOURCE_EXHAUSTED],
    ['DEADLINE_EXCEEDED', status.DEADLINE_EXCEEDED],
    ['ABORTED', status.ABORTED],
    ['INTERNAL', status.INTERNAL],
    ['UNKNOWN', status.UNKNOWN],
    ['UNAUTHENTICATED', status.UNAUTHENTICATED],
    ['PERMISSION_DENIED', status.PERMISSION_DENIED],
    ['FAILED_PRECONDITION', status.FAILED_PRECONDITION],
  ])('a frontend that says %s', async (_, code) => {
    proxy.fail({ method: METHOD, code }, { method: METHOD, code });
    expect(await dispatch(command(), event, never)).toEqual({ kind: 'delivered' });
    expect(await signalIds()).toEqual([event.id]);
  });

  it('a frontend that says nothing within the deadline', async () => {
    proxy.fail({ method: METHOD });
    expect(await dispatch(command(), event, never)).toEqual({ kind: 'delivered' });
    expect(retries).toHaveLength(1);
  });

  it('a frontend whose answer was lost: what comes twice has one id', async () => {
    proxy.fail({ method: METHOD, code: status.INTERNAL, reaches: true });
    expect(await dispatch(command(), event, never)).toEqual({ kind: 'delivered' });
    expect(new Set(await signalIds())).toEqual(new Set([event.id]));
  });
});

it('what can never work is rejected at once, and named', async () => {
  proxy.fail({ method: METHOD, code: status.INVALID_ARGUMENT, details: 'exceeded the signal limit' });
  expect(await dispatch(command(), event, never)).toMatchObject({
    reason: 'refused',
    attempts: 1,
    message: expect.stringContaining('exceeded the signal limit'),
  });
});

it('a repeated start that is refused counts as delivered if the event is in the history: the call of a process that died succeeded', async () => {
  await dispatch(command(), event, never);
  proxy.fail({ method: METHOD, code: status.INVALID_ARGUMENT, details: 'exceeded the signal limit' });
  expect(await dispatch(command(), event, never)).toEqual({ kind: 'duplicate' });
});

it('a look into a long history has a deadline for each of its pages', async () => {
  await dispatch(command(), event, never);
  for (let n = 0; n < 100; n += 1) await dispatch(command(), { ...event, id: `${event.id}-${n}` }, never);
  await client.workflow.getHandle(workflowId).terminate();
  const patient = createDispatch({
    client: client.workflow,
    callTimeoutMs: 5_000,
    onRetry: (_, __, cause) => retries.push(cause),
  });
  const page = { method: 'GetWorkflowExecutionHistoryReverse', delayMs: 3_000 };
  proxy.fail(page, page);
  expect(await patient(command(), event, never)).toEqual({ kind: 'duplicate' });
  expect(retries).toEqual([]);
});

describe('K12: what a workflow refuses', () => {
  const looks = () => proxy.calls.filter((name) => name === 'GetWorkflowExecutionHistoryReverse').length;
  const refuse = () => {
    const details = 'exceeded workflow execution limit for signal events';
    proxy.fail({ method: METHOD, code: status.INVALID_ARGUMENT, details });
  };

  it('is looked for only if an earlier process, or an earlier attempt, may have sent it', async () => {
    await dispatch(command(), event, never);
    const [before, described] = [looks(), proxy.calls.length];
    for (let n = 0; n < 20; n += 1) {
      refuse();
      const fresh = { ...event, id: `${event.id}-${n}`, mayBeRepeated: false };
      expect(await dispatch(command(), fresh, never)).toMatchObject({ reason: 'refused' });
    }
    expect([looks(), proxy.calls.length]).toEqual([before, described + 20]);
    const lost = { ...event, id: `${event.id}-lost`, mayBeRepeated: false };
    proxy.fail({ method: METHOD, code: status.INTERNAL, reaches: true });
    refuse();
    expect(await dispatch(command(), lost, never)).toEqual({ kind: 'duplicate' });
    expect(await dispatch(command(), { ...event, replay: true, mayBeRepeated: false }, never)).toEqual({
      kind: 'duplicate',
    });
  });

  it('is looked for in pages that are read once, however many looks there are, while the history grows', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `${event.id}-${n}`);
    for (const id of ids) await dispatch(command(), { ...event, id }, never);
    const refused = async (id: string) => {
      refuse();
      return dispatch(command(), { ...event, id }, never);
    };
    const [before, all] = [looks(), [...ids]];
    for (let n = 0; n < 30; n += 1) {
      expect(await refused(`${event.id}-absent-${n}`)).toMatchObject({ reason: 'refused' });
      all.push(`${event.id}-new-${n}`);
      await dispatch(command(), { ...event, id: all.at(-1)! }, never);
    }
    for (const id of all) expect([id, await refused(id)]).toEqual([id, { kind: 'duplicate' }]);
    // The history as it was, in growing pages; then what is new, before each look.
    expect(looks() - before).toBeLessThanOrEqual(4 + 31);
  });
});

it('what is refused after an attempt of unknown fate that got through was delivered', async () => {
  proxy.fail(
    { method: METHOD, reaches: true },
    { method: METHOD, code: status.INVALID_ARGUMENT, details: 'exceeded the signal limit' },
  );
  expect(await dispatch(command(), event, never)).toEqual({ kind: 'duplicate' });
  expect(await signalIds()).toEqual([event.id]);
});

it('what is refused after an attempt of unknown fate that did not get through is rejected', async () => {
  await dispatch(command(), { ...event, id: 'another' }, never);
  proxy.fail({ method: METHOD }, { method: METHOD, code: status.INVALID_ARGUMENT });
  expect(await dispatch(command(), event, never)).toMatchObject({ reason: 'refused', attempts: 2 });
});

it('fewer calls are made at once while there are too many, and more again afterwards', async () => {
  proxy.fail(...Array.from({ length: 12 }, () => ({ method: METHOD, code: status.RESOURCE_EXHAUSTED })));
  expect(await dispatch(command(), event, never)).toEqual({ kind: 'delivered' });
  expect(concurrency.limit).toBeLessThan(8);
  for (let call = 0; call < 60; call += 1)
    await dispatch(command(), { ...event, id: `${event.id}-${call}` }, never);
  expect(concurrency.limit).toBe(8);
});

it('a namespace that is not there is waited for, and nothing is called early or late', async () => {
  const elsewhere = createDispatch({
    client: new (client.constructor as typeof Client)({ connection: client.connection, namespace: 'nowhere' })
      .workflow,
    temporal: temporalBreaker(),
    callTimeoutMs: 1_000,
    onRetry: (_, __, cause) => retries.push(cause),
  });
  const enough = new AbortController();
  const both = [command(), signal(cancel, { workflowId, args: [cancellation] })].map((asked) =>
    elsewhere(asked, event, enough.signal),
  );
  const ends = Promise.allSettled(both);
  await eventually(() => retries.length >= 4);
  enough.abort(new Error('enough'));
  expect((await ends).map(({ status: end }) => end)).toEqual(['rejected', 'rejected']);
});
