import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../eventually.ts';

import { anId, events, openLab, type Lab } from '../../laws/lab.ts';
import { recreate } from '../../laws/recreate.ts';

/** A topic that is deleted and created again, with a bridge on it: nothing of the new one is taken for the old one's. */
const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

async function open(partitions = 1): Promise<Lab> {
  const lab = await openLab({}, { partitions });
  labs.push(lab);
  return lab;
}

/** Events 1 to `count` are in the old topic, and applied. */
async function used(lab: Lab, id: string, count: number) {
  await lab.send(events(id, count));
  await lab.appliedAll(id, count);
  await eventually(async () => (await lab.committed(lab.topic))[0] === count);
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('K4: of a topic that is recreated under a running bridge, every event is applied once', () => {
  it.each([
    ['fewer events than before', 5, 3],
    ['more events than before, so that no offset is out of range', 3, 8],
    ['as many events as before, so that there is nothing at the offset to read next', 4, 4],
  ])('and filled at once with %s', async (_, before, after) => {
    const lab = await open();
    const id = anId();
    await lab.bridge();
    await used(lab, id, before);
    await recreate(lab);
    await lab.send(events(id, after, before + 1));
    await lab.appliedAll(id, before + after);
    await eventually(async () => (await lab.committed(lab.topic))[0] === after);
    expect(await lab.applied(id)).toEqual(numbers(before + after));
    expect(lab.dead).toEqual([]);
  });

  it('also if the bridge has noticed that it is gone', async () => {
    const lab = await open();
    const id = anId();
    const { source } = await lab.bridge();
    await used(lab, id, 3);
    await recreate(lab, {
      whileAway: () =>
        eventually(() => source.state.topicProblems?.some(({ kind }) => kind === 'topic-gone')),
    });
    await lab.send(events(id, 4, 4));
    await lab.appliedAll(id, 7);
    expect(await lab.applied(id)).toEqual(numbers(7));
  });

  it('also if it was down, and was started at once', async () => {
    const lab = await open();
    const id = anId();
    const first = await lab.bridge();
    await used(lab, id, 3);
    await first.stop(5_000);
    await recreate(lab);
    await lab.send(events(id, 2, 4));
    const second = await lab.bridge();
    await lab.appliedAll(id, 5);
    await second.stop(5_000);
    await lab.bridge();
    await lab.send(events(id, 1, 6));
    await lab.appliedAll(id, 6);
    expect(await lab.applied(id)).toEqual(numbers(6));
  });

  it('also if it is stopped right afterwards, with offsets of the old topic committed', async () => {
    const lab = await open();
    const id = anId();
    const first = await lab.bridge();
    await used(lab, id, 4);
    await recreate(lab);
    await lab.send(events(id, 6, 5));
    await first.stop(5_000);
    await lab.bridge();
    await lab.appliedAll(id, 10);
    expect(await lab.applied(id)).toEqual(numbers(10));
  });
});

describe('K4: a topic that is recreated under a running bridge', () => {
  /** Enough ids for each partition to have some. */
  const ids = () => Array.from({ length: 12 }, anId);
  /** A producer that has just written to the old topic looks for its partitions first. */
  async function sendAll(lab: Lab, to: readonly string[], from: number): Promise<void> {
    for (const event of to.flatMap((id) => events(id, 2, from)))
      await eventually(() => lab.send([event]).then(() => true));
  }
  const allApplied = async (lab: Lab, to: readonly string[], count: number) => {
    for (const id of to) {
      await lab.appliedAll(id, count);
      expect(await lab.applied(id)).toEqual(numbers(count));
    }
  };

  it.each([
    ['more', 2, 5],
    ['fewer', 5, 2],
  ])('with %s partitions is read whole, and nothing waits any more', async (_, before, after) => {
    const lab = await open(before);
    const all = ids();
    const { source } = await lab.bridge();
    await sendAll(lab, all, 1);
    await allApplied(lab, all, 2);
    await recreate(lab, { partitions: after });
    await sendAll(lab, all, 3);
    await allApplied(lab, all, 4);
    await eventually(
      () =>
        source.state.partitions.length === after && source.state.partitions.every(({ problem }) => !problem),
    );
  });

  it('with fewer partitions, and without a record, has no reader of what is gone', async () => {
    const lab = await open(3);
    const { source } = await lab.bridge();
    await recreate(lab);
    await eventually(
      () => source.state.partitions.length === 1 && source.state.partitions.every(({ problem }) => !problem),
    );
  });

  it('twice is read whole each time', async () => {
    const lab = await open();
    const id = anId();
    await lab.bridge();
    await used(lab, id, 3);
    await recreate(lab);
    await recreate(lab);
    await lab.send(events(id, 3, 4));
    await lab.appliedAll(id, 6);
    await recreate(lab);
    await lab.send(events(id, 3, 7));
    await lab.appliedAll(id, 9);
    expect(await lab.applied(id)).toEqual(numbers(9));
    expect(lab.dead).toEqual([]);
  });
});

it('K4: what was in flight when its topic was recreated, and its partition full, is settled first', async () => {
  const WINDOW = 256;
  const lab = await open();
  const id = anId();
  const gate = Promise.withResolvers<void>();
  const { source } = await lab.bridge(undefined, {
    dispatch: (real) => async (todo, identity, abort) => {
      await gate.promise;
      return real(todo, identity, abort);
    },
  });
  await lab.send(events(id, WINDOW + 10));
  await eventually(() => source.state.partitions[0]?.pausedSince !== undefined);
  await recreate(lab);
  // More than the old one had, and fewer.
  await lab.send(events(id, 5, 1_001));
  gate.resolve();
  await lab.appliedAll(id, WINDOW + 5);
  expect(await lab.applied(id)).toEqual([...numbers(WINDOW), 1_001, 1_002, 1_003, 1_004, 1_005]);
});

it('K4: what was in flight when its topic was recreated is settled first', async () => {
  const lab = await open();
  const [id, slow] = [anId(), anId()];
  const gate = Promise.withResolvers<void>();
  await lab.bridge(undefined, {
    dispatch: (real) => async (todo, identity, abort) => {
      if ('workflowId' in todo && todo.workflowId === lab.workflowId(slow)) await gate.promise;
      return real(todo, identity, abort);
    },
  });
  await used(lab, id, 2);
  await lab.send(events(slow, 1));
  await recreate(lab);
  await lab.send(events(id, 3, 3));
  gate.resolve();
  await lab.appliedAll(id, 5);
  await lab.appliedAll(slow, 1);
  expect(await lab.applied(id)).toEqual(numbers(5));
});
