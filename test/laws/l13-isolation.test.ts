import { afterAll, expect, it } from '@jest/globals';
import { OrderExpired } from '../../schemas/generated/orders.ts';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { eventually } from '../eventually.ts';
import { watch } from '../integration/watch.ts';
import { partsOf } from './broken.ts';
import { anId, openLab } from './lab.ts';

const outcomes = await watch('orders.outcomes');
const lab = await openLab(partsOf('l13-isolation'));
afterAll(() => Promise.all([lab.close(), outcomes.stop()]));

it('L13 isolation: a topic that cannot be written holds up what is to be written to it, and nothing else', async () => {
  const missing = `missing-${lab.topic}`;
  let failures = 0;
  // The dead-letter topic of this bridge is not there.
  const { groupId } = await lab.bridge(undefined, {
    writeDeadLetter: (real) => (letter, signal) => real({ ...letter, topic: missing }, signal),
    progress: (log) => ({ ...progressLog(log), onUnwritten: () => (failures += 1) }),
  });
  await lab.sendBytes('bad', Buffer.from([9, 9, 9]));
  await eventually(() => failures > 0);

  const id = anId();
  await lab.send([{ id, n: 1, ask: 'end' }]);
  await outcomes.until(id, 1);
  expect(outcomes.of(id)).toMatchObject([{ type: OrderExpired.name }]);
  expect(await lab.committed(groupId)).toEqual([0]);

  await lab.admin.createTopics({ topics: [{ topic: missing, numPartitions: 1 }] });
  await eventually(async () => (await lab.committed(groupId))[0] === 2);
});
