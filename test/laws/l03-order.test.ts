import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l03-order'));
afterAll(() => lab.close());

it('L3 order: events of one workflow enter its history in the order of the partition, however long each call takes', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  for (let n = 1; n <= 12; n += 1) await lab.send(ids.flatMap((id) => events(id, 1, n)));
  // The earlier an event, the longer its call: what is not kept in order overtakes.
  await lab.bridge(undefined, {
    dispatch: (real) => async (command, event, signal) => {
      await delay(20 * Math.max(0, 12 - Math.floor(Number(event.offset) / ids.length)));
      return real(command, event, signal);
    },
  });
  for (const id of ids) {
    await lab.appliedAll(id, 12);
    const signals = (await lab.history(id)).flatMap(
      (event) => event.workflowExecutionSignaledEventAttributes ?? [],
    );
    const order = signals.map(
      ({ input }) => (JSON.parse(String(input?.payloads?.[0]?.data)) as { n: number }).n,
    );
    expect(order).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  }
});

it('L3 order: other workflows do not wait for one that gets no answer', async () => {
  await lab.send([...events('slow', 1), ...events('quick', 3)]);
  const answer = Promise.withResolvers<void>();
  await lab.bridge('others', {
    dispatch: (real) => async (command, event, signal) => {
      if ('workflowId' in command && command.workflowId === lab.workflowId('slow')) await answer.promise;
      return real(command, event, signal);
    },
  });
  await lab.appliedAll('quick', 3);
  await eventually(async () => (await lab.committed('others'))[0] === 60);
  answer.resolve();
  await lab.appliedAll('slow', 1);
});
