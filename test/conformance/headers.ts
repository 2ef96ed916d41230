import { expect } from '@jest/globals';
import type { InboundRecord, RecordHeader } from '../../consumers/bridge/inbound-record.ts';
import type { Promises, SourceDriver } from './driver.ts';
import { Scene } from './scene.ts';

const ANY: readonly RecordHeader[] = [
  ['none', null],
  ['empty', Buffer.from('')],
  ['again', Buffer.from('x')],
  ['between', Buffer.from([0, 255])],
  ['again', null],
  ['toString', Buffer.from('x')],
  ['__proto__', Buffer.from('x')],
];

async function read(driver: SourceDriver, headers: readonly RecordHeader[] = []): Promise<InboundRecord> {
  const scene = await Scene.open(driver);
  await scene.writeTo(0, { value: 'one', headers });
  await scene.start();
  const worker = await scene.taken(1);
  worker.settle();
  await scene.stop();
  return worker.taken[0]!;
}

export const HEADERS: Promises = {
  async 'gives the headers of a record in their order: of any name, repeated, empty, without a value'(
    driver,
  ) {
    const { headerList, headers } = await read(driver, ANY);
    expect(headerList).toEqual(ANY);
    expect(headers['again']).toEqual([Buffer.from('x'), null]);
  },

  async 'says when a record was written'(driver) {
    const before = Date.now();
    const { timestamp } = await read(driver);
    expect(timestamp).toBeGreaterThanOrEqual(before - 1_000);
    expect(timestamp).toBeLessThanOrEqual(Date.now() + 1_000);
  },

  async 'says in which leader epoch a record was written'(driver) {
    expect((await read(driver)).leaderEpoch).toBeGreaterThanOrEqual(0);
  },
};
