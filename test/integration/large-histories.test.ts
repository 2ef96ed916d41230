import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { signalWithStart, start } from '../../consumers/bridge/command.ts';
import { Concurrency } from '../../consumers/bridge/concurrency.ts';
import { createDispatch, type Dispatch } from '../../consumers/bridge/dispatch.ts';
import type { EventIdentity } from '../../consumers/bridge/event-identity.ts';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import { isOverload } from '../../consumers/bridge/temporal-answers.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { add, tally } from '../laws/workflows.ts';

/** Looks into a history of 8.5 MB on a real server, twice what gRPC takes in one message. No worker runs. */
const { temporal: config } = loadConfig();
const workflowId = `large-${randomUUID()}`;
const SIGNALS = 10;
const { signal: never } = new AbortController();
let client: Client;
const closers: (() => Promise<void>)[] = [];

const recordOf = (n: number, about: Partial<EventIdentity> = {}): EventIdentity => ({
  id: `l/0/${n}`,
  log: 'l',
  topic: 't',
  partition: 0,
  offset: BigInt(n),
  ...about,
});
const command = (filling = '') =>
  signalWithStart(tally, add, {
    workflowId,
    taskQueue: 'nobody',
    workflowArgs: [workflowId],
    args: [{ id: workflowId, n: 1, ask: 'add', filling } as never],
  });

/** A dispatch through a client of its own, which takes messages of so many bytes. */
async function dispatchWith(bytes: number | undefined): Promise<Dispatch> {
  const connection = await Connection.connect({
    ...config.connection,
    interceptors: [],
    ...(bytes !== undefined && { channelArgs: { 'grpc.max_receive_message_length': bytes } }),
  });
  closers.push(() => connection.close());
  const { namespace } = config;
  return dispatchThrough(
    new Client({ connection, namespace, interceptors: { workflow: [eventInterceptor] } }),
  );
}

let limit: () => number;
let retries = 0;
function dispatchThrough(through: Client): Dispatch {
  const concurrency = new Concurrency({ isOverload });
  limit = () => concurrency.limit;
  retries = 0;
  return createDispatch({ client: through.workflow, concurrency, onRetry: () => (retries += 1) });
}

beforeAll(async () => {
  client = await connectTemporal(config);
  closers.push(() => client.connection.close());
  const dispatch = dispatchThrough(client);
  for (let n = 1; n <= SIGNALS; n += 1)
    expect(await dispatch(command('x'.repeat(850_000)), recordOf(n), never)).toEqual({ kind: 'delivered' });
  await client.workflow.getHandle(workflowId).terminate();
});
afterAll(() => Promise.all(closers.map((close) => close())));

it.each([
  ["ktb's own client", async () => dispatchThrough(client)],
  ['a client of somebody else, with the default of gRPC', () => dispatchWith(undefined)],
])('K9: %s tells late, redelivered and replayed events apart', async (_, open) => {
  const dispatch = await open();
  expect(await dispatch(command(), recordOf(SIGNALS + 1), never)).toMatchObject({ reason: 'late' });
  for (const n of [1, 2, SIGNALS]) {
    expect(await dispatch(command(), recordOf(n), never)).toEqual({ kind: 'duplicate' });
    expect(await dispatch(command(), recordOf(n, { replay: true }), never)).toEqual({ kind: 'duplicate' });
  }
  expect(await dispatch(command(), recordOf(0, { replay: true }), never)).toMatchObject({ reason: 'late' });
  expect([retries, limit()]).toEqual([0, 100]);
});

it('K9: a history that cannot be read, even event by event, gives a dead letter and no end of retries', async () => {
  const dispatch = await dispatchWith(100_000);
  expect(await dispatch(command(), recordOf(1), never)).toMatchObject({
    reason: 'refused',
    message: `the history of workflow ${workflowId} is too large to be read`,
  });
  expect([retries, limit()]).toEqual([0, 100]);
});

it("K9: ktb's own client takes answers larger than the default of gRPC", async () => {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  expect(events?.length).toBeGreaterThanOrEqual(SIGNALS);
});

it('K9: a call that is larger than Temporal takes is oversize, and not tried for ever', async () => {
  const dispatch = dispatchThrough(client);
  const filling = 'x'.repeat(1_900_000);
  const large = start(tally, {
    workflowId: `${workflowId}-2`,
    taskQueue: 'nobody',
    args: [filling],
    memo: { one: filling, two: filling },
  });
  expect(await dispatch(large, recordOf(1), never)).toMatchObject({ kind: 'rejected', reason: 'oversize' });
  expect([retries, limit()]).toEqual([0, 100]);
});
