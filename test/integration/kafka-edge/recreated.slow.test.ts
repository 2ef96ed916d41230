import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../eventually.ts';

import { anId, events, openLab } from '../../laws/lab.ts';

/** A topic that is deleted and created again, with a bridge on it: nothing of the new one is taken for the old one's. */
type Lab = Awaited<ReturnType<typeof openLab>>;

const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

async function open(): Promise<Lab> {
  const lab = await openLab();
  labs.push(lab);
  return lab;
}

async function recreate({ admin, topic }: Lab, whileAway: () => Promise<unknown> = async () => undefined) {
  await admin.deleteTopics({ topics: [topic] });
  await whileAway();
  // The broker has to forget the old one first.
  await eventually(async () => {
    // False if it was created before, by a call whose answer was an error.
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
    return true;
  });
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
    await recreate(lab, () =>
      eventually(() => source.state.topicProblems?.some(({ kind }) => kind === 'topic-gone')),
    );
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
