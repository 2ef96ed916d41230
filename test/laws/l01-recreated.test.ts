import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';
import { recreate } from './recreate.ts';

const lab = await openLab(partsOf('l01-recreated'));
afterAll(() => lab.close());

const [OLD, NEW] = [3, 8];

it('L1 no loss: nor of a topic that is deleted and created again under the bridge, at offsets that were read before', async () => {
  const { topic } = lab;
  const committed = async () => (await lab.committed(topic))[0];
  await lab.bridge();
  await lab.send(events('id', OLD));
  await eventually(async () => (await committed()) === OLD);

  await recreate(lab);
  await lab.send(events('id', NEW, OLD + 1));
  await eventually(async () => (await committed()) === NEW);
  expect(await lab.applied('id')).toEqual(events('id', OLD + NEW).map(({ n }) => n));
  expect(lab.dead).toEqual([]);
});
