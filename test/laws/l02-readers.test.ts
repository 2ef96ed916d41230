import { afterAll, expect, it } from '@jest/globals';
import { partsOf } from './broken.ts';
import { openLab } from './lab.ts';

const lab = await openLab(partsOf('l02-readers'));
afterAll(() => lab.close());

it('L2 once, for each reader: two apps read one topic for the same workflow, across a new run', async () => {
  await lab.send([1, 2, 3].map((n) => ({ id: 'id', n, ask: n === 2 ? 'renew' : 'add' }) as const));
  const one = await lab.bridge('one', { reader: 'one' });
  await lab.appliedAll('id', 3);
  await one.stop(5_000);
  // What the first reader has seen and committed says nothing of the second one's events.
  const two = await lab.bridge('two', { reader: 'two' });
  await lab.appliedAll('id', 6);
  await two.stop(5_000);
  // Another group of a reader that was there, as if its offsets had expired.
  const again = await lab.bridge('again', { reader: 'one' });
  await lab.send([{ id: 'id', n: 4, ask: 'add' }]);
  await lab.appliedAll('id', 7);
  await again.stop(5_000);
  expect(await lab.applied('id')).toEqual([1, 2, 3, 1, 2, 3, 4]);
  expect(lab.dead).toEqual([]);
});
