import { afterAll, expect, it } from '@jest/globals';
import { Assignment } from '../../infra/kafka/assignment.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { committing } from './committing.ts';
import { events, openLab } from './lab.ts';

const parts = partsOf('l06-finished');
const lab = await openLab(parts, { partitions: 2 });
afterAll(() => lab.close());

it('L6 fencing: what was settled before a partition was lost is not committed any more, when its new owner is further', async () => {
  const generations: Assignment[] = [];
  let mayCommit = false;
  const assign = committing(
    () => mayCommit,
    (...args) => {
      const assignment = parts.assign?.(...args) ?? new Assignment(...args);
      generations.push(assignment);
      return assignment;
    },
  );
  for (const id of 'abcdefgh') await lab.send(events(id, 1));
  const first = await lab.bridge(undefined, { assign });
  for (const id of 'abcdefgh') await lab.appliedAll(id, 1);
  const [finished] = generations;
  await eventually(() => finished!.states.every(({ inFlight }) => inFlight === 0));

  const second = await lab.bridge();
  await eventually(async () => (await lab.members(first.groupId)) === 2);
  for (const id of 'abcdefgh') await lab.send(events(id, 1, 2));
  for (const id of 'abcdefgh') await lab.appliedAll(id, 2);
  const owned = await eventually(() => second.source.state.partitions[0]);
  const committed = async () => (await lab.committed(first.groupId))[owned.partition];
  const further = await eventually(async () => {
    const now = await committed();
    return (now ?? 0) > 1 && second.source.state.partitions[0]?.inFlight === 0 ? now : undefined;
  });

  // A commit of the generation that is over, late.
  mayCommit = true;
  await finished!.commitSettled().catch(() => undefined);
  expect(await committed()).toBe(further);
});
