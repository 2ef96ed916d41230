import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { signal, signalWithStart, start } from '../../consumers/bridge/command.ts';
import { createDispatch, type Dispatch } from '../../consumers/bridge/dispatch.ts';
import type { EventIdentity } from '../../consumers/bridge/event-identity.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { cancel } from '../../workflows/messages.ts';
import { order } from '../../workflows/order.ts';

/** What a real Temporal server makes of commands that come once, again, too early and too late. No worker runs. */
let client: Client;
let dispatch: Dispatch;
beforeAll(async () => {
  client = await connectTemporal(loadConfig().temporal);
  dispatch = createDispatch({ client: client.workflow });
});
afterAll(() => client?.connection.close());

const { signal: never } = new AbortController();
const anEvent = (): EventIdentity => ({ id: randomUUID(), log: 'l', topic: 't', partition: 0, offset: 0n });
const anId = () => `order-${randomUUID()}`;

const input = { orderId: 'o-1', placedWithinMs: 1, approvalWithinMs: 1 };
const cancellation = { orderId: 'o-1', requestedBy: 'ada', reason: 'none', requestedAt: 1 };
const starting = (workflowId: string) => start(order, { workflowId, taskQueue: 'nobody', args: [input] });
const signalling = (workflowId: string) => signal(cancel, { workflowId, args: [cancellation] });
const both = (workflowId: string) =>
  signalWithStart(order, cancel, {
    workflowId,
    taskQueue: 'nobody',
    workflowArgs: [input],
    args: [cancellation],
  });

const end = (workflowId: string) => client.workflow.getHandle(workflowId).terminate();

describe('a start', () => {
  it('that comes again with the same event is a duplicate, with another event a conflict', async () => {
    const [workflowId, event] = [anId(), anEvent()];
    expect(await dispatch(starting(workflowId), event, never)).toEqual({ kind: 'delivered' });
    expect(await dispatch(starting(workflowId), event, never)).toEqual({ kind: 'duplicate' });
    expect(await dispatch(starting(workflowId), anEvent(), never)).toMatchObject({
      reason: 'conflict',
      attempts: 1,
    });
  });

  it('is distinguished in the same way once the workflow is closed', async () => {
    const [workflowId, event] = [anId(), anEvent()];
    await dispatch(starting(workflowId), event, never);
    await end(workflowId);
    expect(await dispatch(starting(workflowId), event, never)).toEqual({ kind: 'duplicate' });
    expect(await dispatch(starting(workflowId), anEvent(), never)).toMatchObject({ reason: 'conflict' });
  });
});

describe.each([
  ['signal', signalling],
  ['signalWithStart', both],
])('a %s to a closed workflow', (_, command) => {
  it('is a duplicate if its event is in the history, and late if it is not', async () => {
    const [workflowId, event] = [anId(), anEvent()];
    await dispatch(both(workflowId), anEvent(), never);
    await dispatch(command(workflowId), event, never);
    await end(workflowId);
    expect(await dispatch(command(workflowId), event, never)).toEqual({ kind: 'duplicate' });
    expect(await dispatch(command(workflowId), anEvent(), never)).toMatchObject({
      kind: 'rejected',
      reason: 'late',
    });
  });
});

it('a signal to a workflow that never was is early', async () => {
  expect(await dispatch(signalling(anId()), anEvent(), never)).toMatchObject({ reason: 'early' });
});

it('a signal that may wait is delivered once its workflow is there', async () => {
  const [workflowId, event] = [anId(), anEvent()];
  const sent = dispatch({ ...signalling(workflowId), waitMs: 60_000 }, event, never);
  expect(await dispatch(starting(workflowId), anEvent(), never)).toEqual({ kind: 'delivered' });
  expect(await sent).toEqual({ kind: 'delivered' });
});

it('a call that Temporal can never take is refused, and not tried for ever', async () => {
  // Temporal keeps these names for itself.
  const command = { ...starting(anId()), taskQueue: '/_sys/tickets' };
  expect(await dispatch(command, anEvent(), never)).toMatchObject({ kind: 'rejected', reason: 'refused' });
});

it('a partition that is lost ends the trying', async () => {
  const gone = new AbortController();
  gone.abort();
  await expect(dispatch(both(anId()), anEvent(), gone.signal)).rejects.toThrow('aborted');
});
