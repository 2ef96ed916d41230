import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { signalWithStart } from '../../consumers/bridge/command.ts';
import { createDispatch } from '../../consumers/bridge/dispatch.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import type { LawEvent } from './events.ts';
import { openLab } from './lab.ts';
import { add, tally } from './workflows.ts';

/**
 * Records that cannot be used when they first come (their schema is not registered yet, a deployment does not know it),
 * and that can be used when they come again, because the process died before their offset was committed.
 */
const lab = await openLab(partsOf('l03-rejected-first'));
afterAll(() => lab.close());

/** What each workflow's events ask for. The second of each cannot be used at first. */
const SCENES: Record<string, LawEvent['ask'][]> = {
  A: ['add', 'add', 'renew'],
  B: ['add', 'add', 'renew', 'end'],
  C: ['add', 'add', 'add', 'add'],
  D: ['add', 'add', 'renew'],
  'D-one-run': ['add', 'add', 'add'],
  'D-ended': ['add', 'add', 'renew', 'end'],
};
const withLetter = Object.keys(SCENES).filter((id) => id.startsWith('D'));
const UNUSABLE = 2;

const forever = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const lettersOf = (id: string) => lab.dead.filter(({ key }) => key === id);
const reasonsOf = (id: string) => lettersOf(id).map(({ reason }) => reason);
/** Dead letters are read a moment after they are written. */
async function lettersAre(id: string, reasons: readonly string[]): Promise<void> {
  await eventually(() => lettersOf(id).length >= reasons.length, 60_000).catch(() => undefined);
  expect(reasonsOf(id)).toEqual(reasons);
}
const result = (id: string) => lab.client.workflow.getHandle<typeof tally>(lab.workflowId(id)).result();

/** The offset behind the last record. */
async function end(): Promise<number> {
  const [partition] = await lab.admin.fetchTopicOffsets(lab.topic);
  return Number(partition!.high);
}

/** Resolves once an event was applied that came after those of the scenes. */
async function passed(id: string): Promise<void> {
  await lab.send([{ id, n: 0, ask: 'add' }]);
  await lab.appliedAll(id, 1);
}

beforeAll(async () => {
  await lab.send([{ id: 'slow', n: 0, ask: 'add' }]);
  const first = await lab.bridge(undefined, {
    // The first event of all is never answered, so nothing is committed.
    dispatch: (real) => (todo, event, signal) =>
      event.offset === 0n ? forever(signal) : real(todo, event, signal),
    codec: (real) => ({
      async decode(value) {
        const decoded = await real.decode(value);
        const isUnusable = decoded.kind === 'decoded' && (decoded.value as LawEvent).n === UNUSABLE;
        return isUnusable ? rejected('decode', 'unknown-schema', 'not registered yet') : decoded;
      },
    }),
    // For A to C, the dead-letter topic takes none.
    writeDeadLetter: (real) => (letter, signal) =>
      withLetter.includes(String(letter.key)) ? real(letter, signal) : forever(signal),
  });
  const longest = Math.max(...Object.values(SCENES).map(({ length }) => length));
  for (let n = 1; n <= longest; n += 1) {
    const events = Object.entries(SCENES).flatMap(([id, asks]) => {
      const ask = asks[n - 1];
      return ask ? [{ id, n, ask }] : [];
    });
    await lab.send(events);
    await passed(`after-${n}`);
  }
  for (const id of withLetter) await eventually(() => lettersOf(id).length === 1);
  for (const id of withLetter.slice(0, 2)) await lab.appliedAll(id, 2);
  expect(await result('D-ended')).toEqual([1, 3, 4]);
  expect(await lab.committed(first.groupId)).toEqual([0]);
  await first.stop(500);

  const { groupId } = await lab.bridge();
  await eventually(async () => (await lab.committed(groupId))[0] === (await end()));
});

it.each([
  ['K13 A: is applied once in its place, though its workflow was to continue as new', 'A', [1, 2, 3]],
  ['K13 C: is applied once in its place within a run', 'C', [1, 2, 3, 4]],
])('%s', async (_, id, numbers) => {
  expect(await lab.applied(id)).toEqual(numbers);
  expect(reasonsOf(id)).toEqual([]);
});

it('K13 B: is applied once in its place, though its workflow was to end', async () => {
  expect(await result('B')).toEqual([1, 2, 3, 4]);
  expect(reasonsOf('B')).toEqual([]);
});

it.each([
  ['K13 D: behind a continue-as-new', 'D'],
  ['K13 D: within a run', 'D-one-run'],
])('%s, what later records have passed stays a dead letter, and a replay applies it once', async (_, id) => {
  await lettersAre(id, ['unknown-schema', 'overtaken']);
  expect(await lab.applied(id)).toEqual([1, 3]);
  expect(await replay(id)).toEqual({ kind: 'delivered' });
  await lab.appliedAll(id, 3);
  expect(await lab.applied(id)).toEqual([1, 3, 2]);
  expect(await replay(id)).toEqual({ kind: 'duplicate' });
});

it('K13 D: behind the end of its workflow, too, and a replay says that it is late', async () => {
  await lettersAre('D-ended', ['unknown-schema', 'overtaken']);
  expect(await replay('D-ended')).toMatchObject({ reason: 'late' });
});

/** What `ktb dlq replay` does with the dead letter of a workflow. */
function replay(id: string) {
  const { ktb_event_id: eventId, '__connect.errors.offset': offset } = lettersOf(id)[0]!.headers;
  const event: LawEvent = { id, n: UNUSABLE, ask: 'add' };
  const command = signalWithStart(tally, add, {
    workflowId: lab.workflowId(id),
    taskQueue: lab.topic,
    workflowArgs: [id],
    args: [event],
  });
  const place = { log: `laws/${lab.topic}@1`, topic: lab.topic, partition: 0, offset: BigInt(offset!) };
  return createDispatch({ client: lab.client.workflow })(
    command,
    { id: eventId!, ...place, reader: 'laws', replay: true },
    new AbortController().signal,
  );
}
