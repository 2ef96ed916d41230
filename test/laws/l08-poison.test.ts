import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l08-poison'));
afterAll(() => lab.close());

it('L8 poison: a bad record is dead-lettered with its reason; while that fails, its partition waits', async () => {
  let failures = 0;
  let mayWrite = false;
  const { groupId } = await lab.bridge(undefined, {
    writeDeadLetter: (real) => {
      const broken = partsOf('l08-poison').writeDeadLetter ?? ((same: typeof real) => same);
      return broken(async (record, signal) => {
        await eventually(() => {
          failures += 1;
          return mayWrite;
        });
        await real(record, signal);
      });
    },
  });
  await lab.sendBytes('bad', Buffer.from([9, 9, 9]), { colour: 'blue' });
  await lab.send(events('good', 2));
  await lab.appliedAll('good', 2);
  await eventually(() => failures > 3);
  expect(await lab.committed(groupId)).toEqual([0]);

  mayWrite = true;
  await eventually(async () => (await lab.committed(groupId))[0] === 3);
  expect(lab.dead).toHaveLength(1);
  expect(lab.dead[0]).toMatchObject({
    key: 'bad',
    reason: 'not-framed',
    headers: { colour: 'blue', '__connect.errors.topic': lab.topic, '__connect.errors.offset': '0' },
  });
});
