import { afterAll, describe, expect, it } from '@jest/globals';
import { signalWithStart, type Command } from '../../consumers/bridge/command.ts';
import { createDispatch } from '../../consumers/bridge/dispatch.ts';
import type { EventIdentity } from '../../consumers/bridge/event-identity.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { eventually } from '../eventually.ts';
import type { LawEvent } from '../laws/events.ts';
import { openLab } from '../laws/lab.ts';
import { add, tally } from '../laws/workflows.ts';

/** One effect an event on a real server, through every way in which a run of a workflow ends. */
const lab = await openLab();
afterAll(() => lab.close());
const dispatch = createDispatch({ client: lab.client.workflow });
const { namespace } = loadConfig().temporal;
const { signal: never } = new AbortController();
const DELETED_WITHIN_MS = 280_000;

const commandOf = (event: LawEvent): Command =>
  signalWithStart(tally, add, {
    workflowId: lab.workflowId(event.id),
    taskQueue: lab.topic,
    workflowArgs: [event.id],
    args: [event],
  });
const recordOf = ({ n }: LawEvent, about: Partial<EventIdentity> = {}): EventIdentity => ({
  id: `l/0/${n}`,
  log: 'l',
  topic: 't',
  partition: 0,
  offset: BigInt(n),
  ...about,
});
const send = (event: LawEvent, about?: Partial<EventIdentity>) =>
  dispatch(commandOf(event), recordOf(event, about), never);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const result = (id: string) => lab.client.workflow.getHandle<typeof tally>(lab.workflowId(id)).result();

it('continue-as-new: 60 events sent three times each, over several runs, have 60 effects', async () => {
  const id = 'renewed';
  for (const n of numbers(60)) {
    const event = { id, n, ask: n % 20 === 0 ? 'renew' : 'add' } as const;
    for (let time = 0; time < 3; time += 1) await send(event);
  }
  for (const n of numbers(60)) await send({ id, n, ask: 'add' });
  await lab.appliedAll(id, 60);
  await send({ id, n: 61, ask: 'end' });
  expect(await result(id)).toEqual(numbers(61));
});

it('reset: an event and its redelivery after a reset have one effect', async () => {
  const id = 'reset';
  for (const n of numbers(5)) await send({ id, n, ask: 'add' });
  await lab.appliedAll(id, 5);
  const handle = lab.client.workflow.getHandle(lab.workflowId(id));
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const firstTask = events?.find(({ workflowTaskCompletedEventAttributes: task }) => task);
  await lab.client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId: lab.workflowId(id), runId },
    reason: 'test',
    requestId: id,
    workflowTaskFinishEventId: firstTask!.eventId!,
  });
  await eventually(async () => (await handle.describe()).runId !== runId);
  for (const n of numbers(5)) await send({ id, n, ask: 'add' });
  await send({ id, n: 6, ask: 'end' });
  expect(await lab.client.workflow.getHandle(lab.workflowId(id)).result()).toEqual(numbers(6));
});

describe('between runs', () => {
  const told = (committed: number) => ({ reader: 'one', committed: BigInt(committed) });

  it('what was not seen above the committed offset is applied, for it was rejected when it came first', async () => {
    const id = 'usable-later';
    await send({ id, n: 1, ask: 'add' }, told(0));
    await send({ id, n: 3, ask: 'renew' }, told(0));
    await lab.appliedAll(id, 2);
    for (const n of [1, 2, 3]) await send({ id, n, ask: 'add' }, told(0));
    await send({ id, n: 4, ask: 'end' }, told(4));
    expect(await result(id)).toEqual([1, 3, 2, 4]);
  });

  it('what comes late from below the committed offset is dropped, and its dead letter can still be replayed', async () => {
    const id = 'settled';
    await send({ id, n: 1, ask: 'add' }, told(0));
    await send({ id, n: 3, ask: 'renew' }, told(3));
    await lab.appliedAll(id, 2);
    for (const n of [1, 2]) await send({ id, n, ask: 'add' }, told(0));
    await send({ id, n: 4, ask: 'add' }, told(3));
    await lab.appliedAll(id, 3);
    const replay = { reader: 'one', replay: true } as const;
    expect(await send({ id, n: 2, ask: 'add' }, replay)).toEqual({ kind: 'delivered' });
    await lab.appliedAll(id, 4);
    for (const n of [1, 2]) expect(await send({ id, n, ask: 'add' }, replay)).toEqual({ kind: 'duplicate' });
    await send({ id, n: 5, ask: 'end' }, told(4));
    expect(await result(id)).toEqual([1, 3, 4, 2, 5]);
  });

  it('what may have been sent before is looked for, and has its place or a dead letter', async () => {
    const id = 'looked-for';
    const again = (committed: number) => ({ ...told(committed), mayBeRepeated: true });
    await send({ id, n: 1, ask: 'add' }, told(0));
    await send({ id, n: 3, ask: 'renew' }, told(2));
    await lab.appliedAll(id, 2);
    expect(await send({ id, n: 1, ask: 'add' }, again(0))).toEqual({ kind: 'duplicate' });
    expect(await send({ id, n: 2, ask: 'add' }, again(0))).toMatchObject({ reason: 'overtaken' });
    expect(await send({ id, n: 3, ask: 'add' }, again(2))).toEqual({ kind: 'duplicate' });
    expect(await send({ id, n: 4, ask: 'end' }, again(2))).toEqual({ kind: 'delivered' });
    expect(await result(id)).toEqual([1, 3, 4]);
  });
});

describe('close', () => {
  it('distinguishes an event of the last run, and of earlier runs, from a late one', async () => {
    const id = 'closed';
    for (const n of numbers(5)) await send({ id, n, ask: n === 3 ? 'renew' : 'add' });
    await lab.appliedAll(id, 5);
    await send({ id, n: 6, ask: 'end' });
    await result(id);
    for (const n of numbers(6)) expect(await send({ id, n, ask: 'add' })).toEqual({ kind: 'duplicate' });
    expect(await send({ id, n: 7, ask: 'add' })).toMatchObject({ reason: 'late' });
  });

  it('distinguishes a replayed event that comes for the first time from one that came before', async () => {
    const id = 'replayed';
    await send({ id, n: 5, ask: 'renew' });
    await lab.appliedAll(id, 1);
    const replay = { replay: true } as const;
    expect(await send({ id, n: 2, ask: 'add' }, replay)).toEqual({ kind: 'delivered' });
    await lab.appliedAll(id, 2);
    await send({ id, n: 6, ask: 'end' });
    expect(await result(id)).toEqual([5, 2, 6]);
    expect(await send({ id, n: 2, ask: 'add' }, replay)).toEqual({ kind: 'duplicate' });
    expect(await send({ id, n: 3, ask: 'add' }, replay)).toMatchObject({ reason: 'late' });
  });

  it('finds a replayed event in an earlier run while Temporal keeps that run', async () => {
    const id = 'replayed-later';
    const handle = lab.client.workflow.getHandle(lab.workflowId(id));
    await send({ id, n: 1, ask: 'add' });
    const { runId } = await handle.describe();
    await send({ id, n: 3, ask: 'renew' });
    await lab.appliedAll(id, 2);
    await eventually(async () => (await handle.describe()).runId !== runId);
    const replay = { replay: true } as const;
    expect(await send({ id, n: 1, ask: 'add' }, replay)).toEqual({ kind: 'duplicate' });
    expect(await send({ id, n: 2, ask: 'add' }, replay)).toEqual({ kind: 'delivered' });
    expect(await send({ id, n: 4, ask: 'add' }, replay)).toEqual({ kind: 'delivered' });

    const workflowExecution = { workflowId: lab.workflowId(id), runId };
    await lab.client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
    const first = lab.client.workflow.getHandle(lab.workflowId(id), runId);
    // The server deletes a closed run only once its queue has confirmed the close, which it does about every 30 seconds
    // (`history.transferProcessorUpdateAckInterval`), and asks again with growing waits of up to three minutes.
    await eventually(
      () =>
        first.describe().then(
          () => false,
          () => true,
        ),
      DELETED_WITHIN_MS,
    );
    expect(await send({ id, n: 1, ask: 'end' }, replay)).toEqual({ kind: 'delivered' });
    expect(await result(id)).toEqual([1, 3, 2, 4, 1]);
  });

  it('144 events sent while a workflow ends: each is applied or called late, none is both or neither', async () => {
    const id = 'closing';
    await send({ id, n: 1, ask: 'add' });
    await lab.appliedAll(id, 1);
    const answers = await Promise.all(
      numbers(144).map(async (n) => ({
        n: n + 1,
        answer: await send({ id, n: n + 1, ask: n === 20 ? 'end' : 'add' }),
      })),
    );
    const applied = await result(id);
    const delivered = answers.filter(({ answer }) => answer.kind === 'delivered').map(({ n }) => n);
    expect(delivered.length).toBeGreaterThan(0);
    expect(applied.toSorted((a, b) => a - b)).toEqual([1, ...delivered]);
    const others = answers.filter(({ n }) => !delivered.includes(n)).map(({ answer }) => answer);
    expect(others.every((answer) => answer.kind === 'rejected' && answer.reason === 'late')).toBe(true);
  });
});
