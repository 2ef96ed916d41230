import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { signalWithStart } from '../../../consumers/bridge/command.ts';
import { createDispatch } from '../../../consumers/bridge/dispatch.ts';
import { loadConfig } from '../../../infra/settings/config.ts';
import { connectTemporal } from '../../../infra/temporal/client.ts';
import { startTemporalWorker } from '../../../infra/temporal/worker.ts';
import type { ToldWait } from '../../../workflows/bridge/interceptors/waits.ts';
import { eventually } from '../../eventually.ts';

/** Signals that no handler takes, and handlers that do not end: neither adds anything to a history, and both are told. */
const { temporal } = loadConfig();
const taskQueue = `waits-${randomUUID()}`;
const GUARD = join(import.meta.dirname, '../../../workflows/bridge/interceptors/once.ts');
const busy = `busy-${randomUUID()}`;
const told: ToldWait[] = [];
const logged: string[] = [];
let client: Client;
let worker: Awaited<ReturnType<typeof openWorker>>;
let offset = 0n;

const openWorker = () =>
  startTemporalWorker({
    temporal,
    log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
    taskQueues: [taskQueue],
    workflowsPath: join(import.meta.dirname, 'workflows.ts'),
    outcomes: {},
    activities: {},
    onWait: (wait) => told.push(wait),
    onCrash: () => undefined,
  });

beforeAll(async () => {
  client = await connectTemporal(temporal);
  worker = await openWorker();
  // Its minute is over sooner if it begins before the others.
  await deliver('busy', busy, 'work');
});
afterAll(async () => {
  await worker?.stop(Date.now() + 20_000);
  await client?.connection.close();
});

/** Signals a workflow in the name of the next record. */
async function deliver(
  workflow: string,
  workflowId: string,
  signal: string,
  queue = taskQueue,
): Promise<void> {
  offset += 1n;
  const log = 'c/waits@1';
  const answer = await createDispatch({ client: client.workflow })(
    signalWithStart(workflow, signal, { workflowId, taskQueue: queue, workflowArgs: [], args: [] }),
    { id: `${log}/3/${offset}`, log, topic: 'waits', partition: 3, offset },
    new AbortController().signal,
  );
  expect(answer).toEqual({ kind: 'delivered' });
}

const toldOf = (workflowId: string) => told.filter((each) => each.workflowId === workflowId);

it('a signal that no handler took is told when its run ends, with its workflow, its name and its record', async () => {
  const workflowId = `deaf-${randomUUID()}`;
  await deliver('deaf', workflowId, 'misspelt');
  const at = String(offset);
  await deliver('deaf', workflowId, 'end');
  await client.workflow.getHandle(workflowId).result();
  await eventually(() => toldOf(workflowId).length > 0);
  expect(toldOf(workflowId)).toEqual([
    {
      ...{ workflowId, runId: expect.any(String), workflowType: 'deaf', isOver: true, isFirst: true },
      wait: {
        ...{ kind: 'unhandled', signal: 'misspelt', topic: 'waits', partition: 3, offset: at },
        since: expect.any(Number),
      },
    },
  ]);
});

it('and before, if its handler is missing for long, though the workflow has nothing else to do; a default handler gets it', async () => {
  const workflowId = `opening-${randomUUID()}`;
  await deliver('opening', workflowId, 'early');
  const handle = client.workflow.getHandle(workflowId);
  await eventually(async () => (await types(workflowId)).includes(7));
  // The next worker has to learn of it from the history.
  await worker.stop(Date.now() + 20_000);
  worker = await openWorker();
  await handle.query('__stack_trace');
  await eventually(() => toldOf(workflowId).length > 0);
  expect(toldOf(workflowId)).toMatchObject([
    { isOver: false, isFirst: true, wait: { kind: 'unhandled', signal: 'early' } },
  ]);

  await deliver('opening', workflowId, 'open');
  expect(await handle.result()).toEqual(['early']);
  expect(toldOf(workflowId)).toHaveLength(1);
  expect(new Set(await types(workflowId))).toEqual(new Set(EVENTS));
});

it('a workflow that has finished, and is kept open by a handler, is told, with the names of both', async () => {
  const workflowId = busy;
  const handle = client.workflow.getHandle(workflowId);
  // The worker that had it in its cache may be gone.
  await handle.query('__stack_trace');
  await eventually(() => toldOf(workflowId).length > 0);
  expect(toldOf(workflowId)).toMatchObject([
    { workflowType: 'busy', isOver: false, isFirst: true, wait: { kind: 'unfinished', handlers: ['work'] } },
  ]);

  await deliver('busy', workflowId, 'release');
  expect(await handle.result()).toBe('finished');
  expect(new Set(await types(workflowId))).toEqual(new Set(EVENTS));
});

it("a worker that is not the bridge's has in its log what the guard tells", async () => {
  const queue = `${taskQueue}-foreign`;
  const connection = await NativeConnection.connect(temporal.connection);
  const foreign = await Worker.create({
    ...{ connection, namespace: temporal.namespace, taskQueue: queue },
    workflowsPath: join(import.meta.dirname, 'workflows.ts'),
    interceptors: { workflowModules: [GUARD] },
  });
  const over = foreign.run();
  try {
    const workflowId = `deaf-${randomUUID()}`;
    await deliver('deaf', workflowId, 'misspelt', queue);
    await deliver('deaf', workflowId, 'end', queue);
    await client.workflow.getHandle(workflowId).result();
    await eventually(() => logged.some((line) => line.includes(workflowId)));
    expect(logged.filter((line) => line.includes(workflowId)).join('')).toContain('no handler of it took');
    expect(toldOf(workflowId)).toEqual([]);
  } finally {
    foreign.shutdown();
    await over;
    await connection.close();
  }
});

/** Kinds of events in a history to which nothing is added: the run's start, signals, tasks and end. */
const EVENTS = [1, 26, 5, 6, 7, 2];

async function types(workflowId: string): Promise<unknown[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).map(({ eventType }) => eventType);
}
