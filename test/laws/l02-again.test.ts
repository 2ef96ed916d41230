import { afterAll, expect, it } from '@jest/globals';
import { Client } from '@temporalio/client';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import { eventually } from '../eventually.ts';
import { committing } from './committing.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l02-again'), { partitions: 2 });
afterAll(() => lab.close());

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it('L2 once: an event whose call is repeated, because its answer was lost, has one effect', async () => {
  const lost = new Set<string>();
  const temporal = new Client({
    connection: lab.client.connection,
    namespace: lab.client.options.namespace,
    interceptors: {
      workflow: [
        eventInterceptor,
        {
          async signalWithStart(input, next) {
            const answer = await next(input);
            const call = JSON.stringify(input.signalArgs);
            if (lost.has(call)) return answer;
            lost.add(call);
            throw Object.assign(new Error('the answer was lost'), { code: 14, details: '', metadata: {} });
          },
        },
      ],
    },
  });
  for (const id of IDS) await lab.send(events(id, 3));
  const { stop } = await lab.bridge(undefined, { temporal });
  for (const id of IDS) await lab.appliedAll(id, 3);
  await eventually(async () => sum(await lab.committed(lab.topic)) === 3 * IDS.length);
  expect(lost.size).toBe(3 * IDS.length);
  for (const id of IDS) expect(await lab.applied(id)).toEqual(numbers(3));
  await stop(5_000);
});

it('L2 once: so has one that is delivered again, to another member after a rebalance, or after one is gone that committed nothing', async () => {
  const groupId = `${lab.topic}-again`;
  // What kill -9 leaves: everything done, and nothing of it committed.
  const assign = committing(() => false);
  const forgetful = await lab.bridge(groupId, { assign });
  for (const id of IDS) await lab.send(events(id, 3, 4));
  for (const id of IDS) await lab.appliedAll(id, 6);
  await lab.bridge(groupId, { assign });
  await eventually(async () => (await lab.members(groupId)) === 2);
  expect(sum(await lab.committed(groupId))).toBe(0);
  await forgetful.stop(1_000);

  await lab.bridge(groupId);
  for (const id of IDS) await lab.send(events(id, 1, 7));
  for (const id of IDS) await lab.appliedAll(id, 7);
  for (const id of IDS) expect(await lab.applied(id)).toEqual(numbers(7));
  expect(lab.dead).toEqual([]);
});

const sum = (offsets: readonly number[]): number =>
  offsets.reduce((all, offset) => all + Math.max(0, offset), 0);
