import { afterAll, expect, it } from '@jest/globals';
import type { OutcomePublisher } from '../../activities/bridge/publish-outcome.ts';
import { eventually } from '../eventually.ts';
import { watch } from '../integration/watch.ts';
import { partsOf } from './broken.ts';
import { anId, openLab } from './lab.ts';

let acknowledged = 0;
const { publisher: broken = (real: OutcomePublisher) => real } = partsOf('l09-outcome');
const lab = await openLab({
  publisher: (real) => ({
    // The broker has the record, and its answer is lost: twice.
    publish: async (record, signal) => {
      await broken(real).publish(record, signal);
      acknowledged += 1;
      if (acknowledged < 3) throw new Error('the answer was lost');
    },
  }),
});
const seen = await watch('orders.outcomes');
afterAll(async () => {
  await seen.stop();
  await lab.close();
});

it('L9 outcome: published until the broker is heard, each time with the same id, key and value', async () => {
  const id = anId();
  await lab.bridge();
  await lab.send([{ id, n: 1, ask: 'end' }]);
  await eventually(() => acknowledged === 3);
  const outcomes = await seen.until(id, 3);
  expect(outcomes).toHaveLength(3);
  expect(new Set(outcomes.map(({ ceId, key, value }) => JSON.stringify([ceId, key, value]))).size).toBe(1);
});
