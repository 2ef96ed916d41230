import { expect } from '@jest/globals';
import { eventually } from '../eventually.ts';
import type { Promises } from './driver.ts';
import { Scene } from './scene.ts';

export const LIFE_CYCLE: Promises = {
  async 'joins, then reads, and its state says so'(driver) {
    const scene = await Scene.open(driver);
    expect(scene.driven.source.state).toMatchObject({ phase: 'joining', partitions: [] });
    await scene.start();
    expect(scene.driven.source.state).toMatchObject({
      phase: 'reading',
      partitions: [{ topic: scene.topic, partition: 0, inFlight: 0 }],
    });
    await scene.stop();
  },

  async 'offers the records of a partition in their order'(driver) {
    const scene = await Scene.open(driver);
    await scene.write('one', 'two');
    await scene.start();
    await scene.taken(2);
    await scene.write('three');
    const worker = await scene.taken(3);
    expect(worker.values).toEqual(['one', 'two', 'three']);
    expect(worker.taken.map(({ offset }) => offset)).toEqual([0n, 1n, 2n]);
    worker.settle();
    await scene.stop();
  },

  async 'can be stopped before it was started'(driver) {
    const scene = await Scene.open(driver);
    expect(await scene.stop(1_000)).toEqual({ drained: true });
  },

  async 'offers a record again that was not taken, and says since when it waits'(driver) {
    const scene = await Scene.open(driver);
    scene.onOpen = (worker) => void worker.pause();
    await scene.start();
    const before = Date.now();
    await scene.write('one', 'two');
    const paused = await eventually(() =>
      scene.state()?.pausedSince === undefined ? undefined : scene.state(),
    );
    expect(paused.pausedSince).toBeGreaterThanOrEqual(before);
    scene.worker().resume();
    expect((await scene.taken(2)).values).toEqual(['one', 'two']);
    expect(scene.state()?.pausedSince).toBeUndefined();
    scene.worker().settle();
    await scene.stop();
  },

  async 'goes on with the other partitions while one is paused'(driver) {
    const scene = await Scene.open(driver, { partitions: 2 });
    scene.onOpen = (worker, partition) => void (partition === 0 && worker.pause());
    await scene.start();
    await scene.writeTo(0, { value: 'paused' });
    await eventually(() => scene.worker(0).refusals > 0);
    await scene.writeTo(1, { value: 'goes on' });
    const other = await scene.taken(1, 1);
    expect(scene.worker(0).taken).toEqual([]);
    other.settle();
    await scene.stop();
  },

  async 'drains: settles what is in flight, commits it, and leaves the group'(driver) {
    const scene = await Scene.open(driver);
    await scene.write('one');
    await scene.start();
    const worker = await scene.taken(1);
    const stopped = scene.stop();
    await scene.write('two');
    worker.settle();
    expect(await stopped).toEqual({ drained: true });
    expect(worker.values).toEqual(['one']);
    expect(worker.isClosed).toBe(true);
    expect((await scene.committed())?.offset).toBe(1n);
    expect(await driver.members(scene.groupId)).toBe(0);
  },

  async 'says so if the deadline of a drain came first, and commits nothing that is not settled'(driver) {
    const scene = await Scene.open(driver);
    await scene.write('one');
    await scene.start();
    await scene.taken(1);
    expect(await scene.stop(1_000)).toEqual({ drained: false });
    expect((await scene.committed())?.offset ?? 0n).toBe(0n);
    expect(await driver.members(scene.groupId)).toBe(0);
  },
};
