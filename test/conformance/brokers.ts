import { expect } from '@jest/globals';
import { eventually } from '../eventually.ts';
import type { BrokerFaults, Promises, SourceDriver } from './driver.ts';
import { Scene } from './scene.ts';

const faultsOf = ({ brokers }: SourceDriver): BrokerFaults => {
  if (!brokers) throw new Error('the driver has no brokers that could fail');
  return brokers;
};

/** What a source does when its brokers, or what is in their logs, are not as they should be. */
export const BROKERS: Promises = {
  async 'goes on when the group could not be joined again at the first attempt'(driver) {
    const scene = await Scene.open(driver);
    await scene.start();
    await scene.write('before');
    (await scene.taken(1)).settle();
    await scene.committedAt(1n);
    await faultsOf(driver).failToRejoin(scene.driven.source);
    await scene.write('after');
    await eventually(() => scene.workers().some(({ values }) => values.includes('after')));
    scene.worker().settle();
    await scene.stop();
  },

  async 'says what is wrong with a partition whose batch cannot be read, and goes on with the others'(
    driver,
  ) {
    const scene = await Scene.open(driver, { partitions: 2 });
    await faultsOf(driver).writeUnreadable(scene.at(0));
    await scene.start();
    const problem = await eventually(() => scene.state(0)?.problem);
    expect(problem).toMatchObject({ kind: 'unreadable', message: expect.stringContaining('offsets 0 to') });
    await scene.writeTo(1, { value: 'good' });
    (await scene.taken(1, 1)).settle();
    await scene.committedAt(1n, 1);
    expect(scene.state(1)?.problem).toBeUndefined();
    expect(scene.worker(0).taken).toEqual([]);
    expect(await scene.stop()).toEqual({ drained: true });
    expect((await scene.committed(0))?.offset ?? 0n).toBe(0n);
  },

  async 'reads a topic that was created again from its beginning, each record with the id of its topic'(
    driver,
  ) {
    const scene = await Scene.open(driver);
    await scene.write('one', 'two');
    await scene.start();
    (await scene.taken(2)).settle();
    await scene.committedAt(2n);
    await faultsOf(driver).recreate(scene.topic);
    const before = scene.worker().taken[0]?.topicId;
    await scene.write('new one', 'new two', 'new three');
    const again = await eventually(() => (scene.worker().taken.length === 3 ? scene.worker() : undefined));
    expect(again.values).toEqual(['new one', 'new two', 'new three']);
    expect(again.taken.map(({ isRecreated }) => isRecreated)).toEqual([true, true, true]);
    const [after] = new Set(again.taken.map(({ topicId }) => topicId));
    expect(before).toMatch(/^[\w-]{22}$/);
    expect(after).not.toBe(before);
    again.settle();
    await scene.committedAt(3n);
    expect(scene.driven.crashes).toEqual([]);
    await scene.stop();
  },

  async 'hears nothing while the brokers are silent, although no connection ends, and goes on afterwards'(
    driver,
  ) {
    const scene = await Scene.open(driver);
    await scene.start();
    const restore = await faultsOf(driver).silence(scene.driven.source);
    const silentSince = scene.driven.source.state.heardAt;
    await eventually(() => Date.now() - scene.driven.source.state.heardAt > SILENCE_MS);
    expect(scene.driven.source.state.heardAt - silentSince).toBeLessThan(SILENCE_MS);
    restore();
    await eventually(() => Date.now() - scene.driven.source.state.heardAt < SILENCE_MS);
    await scene.write('after');
    (await scene.taken(1)).settle();
    await scene.committedAt(1n);
    await scene.stop();
  },
};

/** Longer than a heartbeat takes to be due. */
const SILENCE_MS = 8_000;
