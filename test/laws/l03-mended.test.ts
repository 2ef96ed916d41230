import { afterEach, expect, it } from '@jest/globals';
import { signalWithStart } from '../../consumers/bridge/command.ts';
import { createDispatch } from '../../consumers/bridge/dispatch.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import type { LawEvent } from './events.ts';
import { openLab, type Parts } from './lab.ts';
import { add, tally } from './workflows.ts';

/**
 * A record that cannot be used when it first comes (its schema is not registered yet, a deployment does not know it), and
 * that can be used when it comes again, because the process died before its offset was committed.
 */
let lab: Awaited<ReturnType<typeof openLab>>;
afterEach(() => lab.close());

/** Resolves once another event than those of the scene was applied, which came after them. */
async function passed(id: string): Promise<void> {
  await lab.send([{ id, n: 0, ask: 'add' }]);
  await lab.appliedAll(id, 1);
}

const forever = (_: unknown, signal: AbortSignal) =>
  new Promise<never>((__, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** The first event of all is never answered, so nothing is committed; the event of this number cannot be used. */
const firstTime = (unusable: number): Parts => ({
  dispatch: (real) => (todo, event, signal) =>
    event.offset === 0n ? forever(event, signal) : real(todo, event, signal),
  codec: (real) => ({
    async decode(value) {
      const decoded = await real.decode(value);
      const isUnusable = decoded.kind === 'decoded' && (decoded.value as LawEvent).n === unusable;
      return isUnusable ? rejected('decode', 'unknown-schema', 'not registered yet') : decoded;
    },
  }),
});

/** Events 1, 2 and so on of one workflow, of which the second one is unusable at first; then the process dies. */
async function begin(asks: LawEvent['ask'][], more: Parts): Promise<string> {
  lab = await openLab(partsOf('l03-mended'));
  await lab.send([{ id: 'slow', n: 0, ask: 'add' }]);
  const first = await lab.bridge(undefined, { ...firstTime(2), ...more });
  for (const [index, ask] of asks.entries()) {
    await lab.send([{ id: 'w', n: index + 1, ask }]);
    await passed(`after-${index + 1}`);
  }
  expect((await lab.committed(first.groupId))[0]).toBeLessThan(1);
  await first.stop(500);
  return first.groupId;
}

async function goOn(): Promise<void> {
  await lab.bridge();
  await passed('slow');
  await passed('last');
}

const hungDeadLetters: Parts = { writeDeadLetter: () => forever };

it('K13 A: is applied once in its place, though its workflow was to continue as new', async () => {
  await begin(['add', 'add', 'renew'], hungDeadLetters);
  await goOn();
  await lab.appliedAll('w', 3);
  expect(await lab.applied('w')).toEqual([1, 2, 3]);
  expect(lab.dead).toEqual([]);
});

it('K13 B: is applied once in its place, though its workflow was to end', async () => {
  await begin(['add', 'add', 'renew', 'end'], hungDeadLetters);
  await goOn();
  expect(await lab.client.workflow.getHandle(lab.workflowId('w')).result()).toEqual([1, 2, 3, 4]);
  expect(lab.dead).toEqual([]);
});

it('K13 C: is applied once in its place within a run', async () => {
  await begin(['add', 'add', 'add', 'add'], hungDeadLetters);
  await goOn();
  await lab.appliedAll('w', 4);
  expect(await lab.applied('w')).toEqual([1, 2, 3, 4]);
  expect(lab.dead).toEqual([]);
});

it.each([
  ['K13 D: behind a continue-as-new', 'renew'],
  ['K13 D: within a run', 'add'],
] as const)('%s, a dead letter that later records have passed is replayed, and applied once', async (_, ask) => {
  await begin(['add', 'add', ask], {});
  await lab.appliedAll('w', 2);
  await eventually(() => lab.dead.length === 1);
  await goOn();
  await eventually(() => lab.dead.length === 2);
  expect(lab.dead.map(({ reason }) => reason)).toEqual(['unknown-schema', 'overtaken']);
  expect(await lab.applied('w')).toEqual([1, 3]);

  const event = { id: 'w', n: 2, ask: 'add' } as const;
  const command = signalWithStart(tally, add, {
    ...{ workflowId: lab.workflowId('w'), taskQueue: lab.topic },
    ...{ workflowArgs: ['w'] as [string], args: [event] as [LawEvent] },
  });
  const log = `laws/${lab.topic}@1`;
  const { ktb_event_id: id, '__connect.errors.offset': offset } = lab.dead[0]!.headers;
  const place = { id: id!, log, topic: lab.topic, partition: 0, offset: BigInt(offset!) };
  const dispatch = createDispatch({ client: lab.client.workflow });
  const replay = () =>
    dispatch(
      command,
      { ...place, reader: 'laws', replay: true },
      new AbortController().signal,
    );
  expect(await replay()).toEqual({ kind: 'delivered' });
  await lab.appliedAll('w', 3);
  expect(await lab.applied('w')).toEqual([1, 3, 2]);
  expect(await replay()).toEqual({ kind: 'duplicate' });
});
