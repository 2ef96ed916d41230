import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetterOf } from '../../consumers/bridge/dead-letter.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { rejected, type Reason } from '../../schemas/bridge/rejected.ts';
import { GreetingRequested } from '../../schemas/generated/greetings.ts';
import { eventually } from '../eventually.ts';
import { plainKafka } from '../plain-kafka.ts';
import { describeUnless } from '../skip.ts';
import { ktb, objects } from './ktb.ts';
import { openNamespace } from './namespace.ts';
import { answerOnTerminal, noTerminal } from './on-terminal.ts';

/** What a replay must not repeat, and what is known of each letter, without consumers or a worker. */
const TOPIC = 'greetings.requested';
const DAY_MS = 24 * 60 * 60 * 1_000;
const ours = await openNamespace('dlq-states');
const { registry } = loadConfig();
const codec = createCodec(connectRegistry(registry), [GreetingRequested]);
const kafka = plainKafka();
const producer = kafka.producer();

beforeAll(async () => {
  await producer.connect();
  await ours.client.workflowService.updateNamespace({
    namespace: ours.namespace,
    config: { workflowExecutionRetentionTtl: { seconds: DAY_MS / 1_000 } as never },
  });
});
afterAll(async () => {
  await producer.disconnect();
  await ours.close();
});

const dlq = (verb: string, ...args: string[]) => ktb(['dlq', verb, TOPIC, ...args, '--json'], ours);
const replay = async (...args: string[]) => {
  const ended = await dlq('replay', ...args);
  return [ended.code, objects(ended).at(-1) ?? ended.stderr];
};
const list = async (...args: string[]) => objects(await dlq('list', ...args));
const workflowOf = (id: string) => ours.client.workflow.getHandle(`greeting-${id}`);
const isThere = async (id: string) =>
  workflowOf(id)
    .describe()
    .then(
      () => true,
      () => false,
    );

interface Written {
  readonly reason?: Reason;
  readonly ageMs?: number;
  readonly valid?: boolean;
  readonly key?: null;
  readonly offset?: number;
}

/** A dead letter as the consumers write it, `ageMs` ago. Gives the key of the greeting. */
async function letter({ reason = 'unknown-schema', ageMs = 0, valid = true, ...about }: Written = {}) {
  const greetingId = `g-${randomUUID()}`;
  await write(greetingId, { reason, ageMs, valid, ...about });
  return greetingId;
}

async function write(greetingId: string, { reason, ageMs, valid, key, offset = 0 }: Written) {
  const value = valid
    ? await codec.encode(TOPIC, GreetingRequested, { greetingId, name: 'Ada' })
    : Buffer.from('?');
  const original = { topic: TOPIC, partition: 0, offset: BigInt(offset), timestamp: 0, headers: {} };
  const record = { ...original, key: key === null ? null : Buffer.from(greetingId), value };
  const id = { id: `test/${greetingId}`, log: 'test', topic: TOPIC, partition: 0, offset: BigInt(offset) };
  const { topic, headers, ...rest } = deadLetterOf(record, id, TOPIC, rejected('decode', reason!, 'a test'));
  const timestamp = String(Date.now() - ageMs!);
  await producer.send({ topic, messages: [{ ...rest, headers: headers as never, timestamp }] });
}

async function deleteWorkflow(id: string) {
  await workflowOf(id).terminate();
  await ours.client.workflowService.deleteWorkflowExecution({
    namespace: ours.namespace,
    workflowExecution: { workflowId: `greeting-${id}` },
  });
  await eventually(async () => !(await isThere(id)));
}

describe('K14: a replay never repeats what was done', () => {
  it.each(['late', 'conflict'] as const)(
    'a `%s` letter is not part of an unselected replay, and withheld without its workflow',
    async (reason) => {
      const id = await letter({ reason });
      expect(await replay('--key', id)).toEqual([0, { total: 0, leftOut: 1 }]);
      expect(await replay('--reason', reason, '--key', id, '--dry-run')).toEqual([
        1,
        { total: 1, 'would-withhold': 1 },
      ]);
      expect(await replay('--reason', reason, '--key', id)).toEqual([1, { total: 1, withheld: 1 }]);
      expect(await replay('--event-id', `test/${id}`)).toEqual([1, { total: 1, withheld: 1 }]);
      expect(await isThere(id)).toBe(false);
      expect(await list('--key', id)).toMatchObject([{ state: 'waiting' }]);
      expect(await replay('--event-id', `test/${id}`, '--beyond-retention')).toEqual([
        0,
        { total: 1, applied: 1 },
      ]);
      expect(await isThere(id)).toBe(true);
    },
  );

  it('a `late` letter is withheld if another event has started its workflow again since', async () => {
    const id = await letter({ reason: 'late', ageMs: 1_000 });
    await ours.client.workflow.start('greeting', { workflowId: `greeting-${id}`, taskQueue: 'nobody' });
    expect(await replay('--event-id', `test/${id}`)).toEqual([1, { total: 1, withheld: 1 }]);
  });

  it('a letter older than the retention is withheld, whatever its reason; a younger one is not', async () => {
    const [old, young] = [await letter({ ageMs: 2 * DAY_MS }), await letter({ ageMs: DAY_MS / 2 })];
    const ended = await ktb(['dlq', 'replay', TOPIC, '--key', old, young], ours);
    expect([ended.code, ended.stdout]).toEqual([
      1,
      expect.stringMatching(
        /withheld  may run a second time: it is older than the 1 days[^]*1 applied|1 withheld/,
      ),
    ]);
    expect(ended.stderr).toContain('--beyond-retention');
    expect([await isThere(old), await isThere(young)]).toEqual([false, true]);
    expect(await replay('--key', old, '--beyond-retention')).toEqual([0, { total: 1, applied: 1 }]);
  });

  describeUnless(noTerminal(), 'a person on a terminal is asked once', () => {
    const answering = async (answer: string) => {
      const ids = [await letter({ reason: 'late' }), await letter({ reason: 'late' })];
      const args = ['dlq', 'replay', TOPIC, '--reason', 'late', '--key', ...ids];
      const { code, shown } = await answerOnTerminal(args, { answer, env: ours.env });
      expect(shown).toContain('An event may run a second time: it was dead-lettered as late');
      return { code, shown, there: await Promise.all(ids.map(isThere)) };
    };

    it('and yes replays all of them', async () => {
      const { code, shown, there } = await answering('y\n');
      expect([code, there]).toEqual([0, [true, true]]);
      expect(shown).toContain('2 replayed: 2 applied');
    });

    it.each([
      ['no', 'n\n'],
      ['nothing', '\n'],
      ['the end of the input', '\u0004'],
    ])('and %s withholds them', async (_, answer) => {
      const { code, shown, there } = await answering(answer);
      expect([code, there]).toEqual([1, [false, false]]);
      expect(shown).toContain('2 replayed: 2 withheld');
    });

    it('and Ctrl-C interrupts the replay', async () => {
      const { code, there } = await answering('\u0003');
      expect([code, there]).toEqual([130, [false, false]]);
    });
  });

  it('a letter that was applied before, and whose workflow is gone, is not applied again', async () => {
    const id = await letter();
    expect(await replay('--key', id)).toEqual([0, { total: 1, applied: 1 }]);
    await deleteWorkflow(id);
    expect(await replay('--key', id)).toEqual([0, { total: 0 }]);
    expect(await replay('--key', id, '--from-beginning')).toEqual([1, { total: 1, withheld: 1 }]);
    expect(await isThere(id)).toBe(false);
  });
});

describe('the state of a letter', () => {
  it('is waiting, then replayed; the list can be worked off; a repetition is a duplicate', async () => {
    const ids = [await letter(), await letter(), await letter({ key: null })];
    expect(await list('--event-id', ...ids.map((id) => `test/${id}`))).toHaveLength(3);
    expect(await replay('--key', ids[0]!)).toEqual([0, { total: 1, applied: 1 }]);
    expect(await list('--key', ...ids)).toMatchObject([{ key: ids[1], state: 'waiting' }]);
    expect(await list('--key', ids[0]!, '--state', 'replayed')).toMatchObject([{ state: 'replayed' }]);
    const { stderr } = await dlq('list', '--key', ...ids);
    expect(stderr).toContain('1 dead letter: 1 unknown-schema\nnot listed: 1 replayed');
    expect(await replay('--key', ids[0]!, '--state', 'replayed')).toEqual([0, { total: 1, duplicate: 1 }]);
    expect(await list('--key', ids[0]!, '--state', 'all')).toMatchObject([{ state: 'settled' }]);
  });

  it('names the letter that took its place if it was rejected again', async () => {
    const id = await letter({ valid: false });
    expect(await replay('--key', id)).toEqual([1, { total: 1, rejected: 1 }]);
    const [first, second] = await list('--key', id, '--state', 'all');
    const { partition, offset } = second!;
    expect(first).toMatchObject({
      state: 'rejected-again',
      by: { topic: `${TOPIC}.dlq`, partition, offset },
    });
    expect(second).toMatchObject({ state: 'waiting', replays: 1, reason: 'not-framed' });
    expect(await list('--key', id)).toEqual([second]);
    const shown = await dlq('show', String(first!['partition']), String(first!['offset']));
    expect(objects(shown)).toMatchObject([{ state: 'rejected-again', by: { offset } }]);
  });

  it('is settled by a person who needs no replay', async () => {
    const [id, other] = [await letter({ reason: 'late' }), await letter({ reason: 'late' })];
    const unsure = await dlq('settle');
    expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    expect(objects(await dlq('settle', '--key', id))).toEqual([{ settled: 1 }]);
    expect(await list('--key', id, other)).toMatchObject([{ key: other }]);
    expect(await replay('--reason', 'late', '--key', id)).toEqual([0, { total: 0 }]);
    expect(objects(await dlq('settle', '--key', id))).toEqual([{ settled: 0 }]);
  });

  it('belongs to a group: others work off the same letters by themselves', async () => {
    const id = await letter();
    await replay('--key', id);
    const theirs = { env: { ...ours.env, KTB_GROUP_ID: `other-${id}` } };
    const listed = await ktb(['dlq', 'list', TOPIC, '--key', id, '--json'], theirs);
    expect(objects(listed)).toMatchObject([{ state: 'waiting' }]);
  });

  it('is known of what a version before states has replayed, and outlives the offsets of the group', async () => {
    const id = await letter();
    const group = `kept-${id}`;
    const env = { ...ours.env, KTB_GROUP_ID: group };
    const of = async (...args: string[]) => objects(await ktb(['dlq', ...args, '--json'], { env }));
    const [{ partition, offset }] = (await of('list', TOPIC, '--key', id)) as [Record<string, string>];
    const admin = kafka.admin();
    await admin.connect();
    const partitions = [{ partition: Number(partition), offset: String(Number(offset) + 1) }];
    await admin.setOffsets({ groupId: `${group}.replay`, topic: `${TOPIC}.dlq`, partitions });
    expect(await of('list', TOPIC, '--key', id)).toEqual([]);
    expect((await of('replay', TOPIC, '--key', id)).at(-1)).toEqual({ total: 0 });
    await admin.deleteGroups([`${group}.replay`]);
    await admin.disconnect();
    expect(await of('list', TOPIC, '--key', id, '--state', 'all')).toMatchObject([{ state: 'replayed' }]);
  });

  it('is true after two replays at once: nothing waits', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => letter()));
    const both = await Promise.all([replay('--key', ...ids), replay('--key', ...ids)]);
    expect(both.map(([code]) => code)).toEqual([0, 0]);
    expect(await list('--key', ...ids)).toEqual([]);
  });

  it('is true after a kill: what was done and not written down is found to be a duplicate', async () => {
    const id = await letter();
    expect(await replay('--key', id)).toEqual([0, { total: 1, applied: 1 }]);
    // The same letter as if its mark had not been written.
    await write(id, { reason: 'unknown-schema', ageMs: 0, valid: true });
    expect(await list('--key', id)).toMatchObject([{ state: 'waiting' }]);
    expect(await replay('--key', id)).toEqual([0, { total: 1, duplicate: 1 }]);
    expect(await list('--key', id, '--state', 'all')).toMatchObject([
      { state: 'rejected-again' },
      { state: 'settled' },
    ]);
  });
});
