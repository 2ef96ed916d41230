import { afterAll, expect, it } from '@jest/globals';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l02-once'));
afterAll(() => lab.close());

it('L2 once: an event sent three times, read by two groups, across new runs, has one effect', async () => {
  const all = events('id', 20).map(
    (event) => ({ ...event, ask: event.n % 7 === 0 ? 'renew' : 'add' }) as const,
  );
  const name = ({ n }: { n: number }) => `event-${n}`;
  for (let time = 0; time < 3; time += 1) await lab.send(all, name);

  const first = await lab.bridge('first');
  await lab.appliedAll('id', 20);
  await first.stop(5_000);
  // Another group reads everything again, as a bridge does that lost what it had committed.
  const settled = await lab.bridge('second');
  await lab.send([{ id: 'id', n: 21, ask: 'add' }]);
  await lab.appliedAll('id', 21);
  await settled.stop(5_000);
  expect(await lab.applied('id')).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  expect(lab.dead).toEqual([]);
});
