import { afterEach, expect, it } from '@jest/globals';
import type { Replayed } from '../../infra/commands/dlq/replay.ts';
import { runReplay } from '../../infra/commands/dlq/run-replay.ts';
import type { FoundLetter } from '../../infra/commands/dlq/selection.ts';
import { readStates } from '../../infra/commands/dlq/states.ts';
import { readDeadLetter } from '../../consumers/bridge/read-dead-letter.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';
import { eventually } from '../eventually.ts';
import { anId, events, openLab, type Lab } from '../laws/lab.ts';
import { recreate } from '../laws/recreate.ts';
import { silent } from './watch.ts';

/** What replays do to a workflow that counts: each letter has one effect, and none is taken for another. */
const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

/** Every record becomes a dead letter. */
async function open(): Promise<Lab> {
  const lab = await openLab({ dispatch: () => async () => rejected('dispatch', 'refused', 'a test') });
  labs.push(lab);
  return lab;
}

const sessionOf = ({ topic, dlq, kafka, routes }: Lab) => ({
  app: { name: topic, routes },
  config: loadConfig(),
  log: silent,
  kafka,
  clusterId: 'laws',
  topic: dlq,
});

async function replay(lab: Lab): Promise<Replayed['result'][]> {
  const results: Replayed['result'][] = [];
  await runReplay(sessionOf(lab), {
    selection: {},
    states: new Set(['waiting']),
    dryRun: false,
    rate: 1_000,
    limit: Infinity,
    maxReplays: 5,
    mayRepeat: async () => false,
    onLeftOut: () => undefined,
    onReplayed: ({ result }) => results.push(result),
    signal: new AbortController().signal,
  });
  return results;
}

async function statesOf(lab: Lab): Promise<string[]> {
  const stateOf = await readStates(sessionOf(lab));
  const letters: FoundLetter[] = [];
  await lab.kafka.readLog({
    topic: lab.dlq,
    onRecord(record) {
      const letter = readDeadLetter(record);
      if (letter) letters.push({ ...letter, at: record });
    },
  });
  return letters.map((letter) => stateOf(letter).state);
}

it('two replays at once have one effect for each letter, and nothing waits', async () => {
  const COUNT = 40;
  const lab = await open();
  const id = anId();
  await lab.bridge();
  await lab.send(events(id, COUNT));
  await eventually(() => lab.dead.length === COUNT);
  const both = await Promise.all([replay(lab), replay(lab)]);
  // Each took letters that the other one took, too.
  expect(both.flat().length).toBeGreaterThan(COUNT);
  expect(both.flat().every((result) => result === 'applied' || result === 'duplicate')).toBe(true);
  await lab.appliedAll(id, COUNT);
  expect((await lab.applied(id)).toSorted((one, other) => one - other)).toEqual(
    events(id, COUNT).map(({ n }) => n),
  );
  expect(await statesOf(lab)).toEqual(
    Array.from({ length: COUNT }, () => expect.stringMatching(/^(replayed|settled)$/)),
  );
});

it('letters of two topics of one name are two, though their events have one id', async () => {
  const lab = await open();
  const id = anId();
  const before = await lab.bridge();
  await lab.send(events(id, 1));
  await eventually(() => lab.dead.length === 1);
  await before.stop(5_000);
  await recreate(lab);
  await lab.send(events(id, 1, 2));
  await lab.bridge();
  await eventually(() => lab.dead.length === 2);
  const [old, young] = lab.dead.map(({ headers }) => headers);
  expect(old!['ktb_event_id']).toBe(young!['ktb_event_id']);
  expect(old!['ktb_topic_id']).not.toBe(young!['ktb_topic_id']);

  expect(await statesOf(lab)).toEqual(['waiting', 'waiting']);
  expect(await replay(lab)).toEqual(['applied', 'applied']);
  await lab.appliedAll(id, 2);
  expect(await lab.applied(id)).toEqual([1, 2]);
  expect(await statesOf(lab)).toEqual(['replayed', 'replayed']);
});
