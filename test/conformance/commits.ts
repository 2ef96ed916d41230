import { expect } from '@jest/globals';
import { eventually } from '../eventually.ts';
import type { Promises } from './driver.ts';
import { Scene } from './scene.ts';

export const COMMITS: Promises = {
  async 'commits what is settled, with metadata that comes back as the same bytes'(driver) {
    const scene = await Scene.open(driver);
    await scene.write('one', 'two');
    await scene.start();
    (await scene.taken(2)).settle();
    await eventually(() => scene.state()?.committed === 2n);
    expect(await scene.committed()).toEqual({ offset: 2n, metadata: scene.metadata });
    await scene.stop();
  },

  async 'reads on from what is committed'(driver) {
    const first = await Scene.open(driver);
    await first.write('one');
    await first.start();
    (await first.taken(1)).settle();
    expect(await first.stop()).toEqual({ drained: true });
    await first.write('two');
    const next = first.again();
    await next.start();
    expect((await next.taken(1)).values).toEqual(['two']);
    next.worker().settle();
    await next.stop();
  },

  async 'closes the worker of a partition that is lost, and commits nothing more of it'(driver) {
    const scene = await Scene.open(driver, { partitions: 2 });
    await scene.writeTo(0, { value: 'in flight' });
    await scene.start();
    const lost = await scene.taken(1);
    scene.driven.lose();
    await eventually(() => lost.isClosed);
    // Settled too late: another consumer may own the partition already.
    lost.settle();
    await eventually(() => scene.workers(1).length > 1 && scene.state(1) !== undefined);
    await scene.writeTo(1, { value: 'later' });
    (await scene.taken(1, 1)).settle();
    await scene.committedAt(1n, 1);
    expect((await scene.committed())?.offset ?? 0n).toBe(0n);
    await scene.stop(1_000);
  },

  async 'offers what was in flight again when a lost partition comes back'(driver) {
    const scene = await Scene.open(driver);
    await scene.write('one', 'two');
    await scene.start();
    await scene.taken(2);
    scene.driven.lose();
    await eventually(() => scene.workers().length > 1);
    const again = await scene.taken(2);
    expect(again.values).toEqual(['one', 'two']);
    again.settle();
    await scene.committedAt(2n);
    await scene.stop();
  },

  async 'announces that a partition is revoked, and commits what settles until then'(driver) {
    const scene = await Scene.open(driver);
    expect(scene.driven.source.capabilities.revoking).toBe(true);
    await scene.write('one');
    await scene.start();
    const worker = await scene.taken(1);
    scene.driven.revoke(10_000);
    expect(await eventually(() => scene.state()?.revokedAt)).toBeGreaterThan(Date.now());
    await scene.write('two');
    worker.settle();
    await scene.committedAt(1n);
    await eventually(() => worker.isClosed);
    expect(worker.values).toEqual(['one']);
    await scene.stop();
  },
};
