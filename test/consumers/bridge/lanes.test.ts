import { expect, it } from '@jest/globals';
import { Lanes } from '../../../consumers/bridge/lanes.ts';

it('runs the tasks of one lane in the order in which they came, one at a time', async () => {
  const lanes = new Lanes();
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  void lanes.enqueue('a', async () => {
    await gate.promise;
    done.push('first');
  });
  void lanes.enqueue('a', async () => void done.push('second'));
  await lanes.enqueue('b', async () => void done.push('other lane'));
  expect(done).toEqual(['other lane']);
  gate.resolve();
  await lanes.idle();
  expect(done).toEqual(['other lane', 'first', 'second']);
});

it('starts a task at once if its lane is empty', () => {
  let hasBegun = false;
  void new Lanes().enqueue('a', async () => void (hasBegun = true));
  expect(hasBegun).toBe(true);
});

it('goes on in a lane after a task that failed', async () => {
  const lanes = new Lanes();
  const failed = lanes.enqueue('a', () => Promise.reject(new Error('boom')));
  await expect(lanes.enqueue('a', async () => undefined)).resolves.toBeUndefined();
  await expect(failed).rejects.toThrow('boom');
});

it('is idle only once the tasks that were added meanwhile are done, too', async () => {
  const lanes = new Lanes();
  let done = false;
  void lanes.enqueue('a', async () => {
    void lanes.enqueue('b', async () => {
      await Promise.resolve();
      done = true;
    });
  });
  await lanes.idle();
  expect(done).toBe(true);
});
