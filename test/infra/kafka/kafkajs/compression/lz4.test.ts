import { expect, test } from '@jest/globals';
import { decompressLz4 } from '../../../../../infra/kafka/kafkajs/compression/lz4.ts';
import { corruptionsOf, resultOf } from '../fuzz.ts';
import { LZ4_FRAME, LZ4_FRAME_WITH_ALL, TEXT } from './golden.ts';

/** A frame of blocks; the size of each stands before it. */
const frameOf = (...blocks: string[]) => Buffer.from(`04224d18404082${blocks.join('')}00000000`, 'hex');

test.each([
  ['a frame, as Java writes it', LZ4_FRAME],
  ['a frame with its size and a checksum', LZ4_FRAME_WITH_ALL],
])('reads %s', (_, compressed) => {
  expect(decompressLz4(compressed, TEXT.length).toString()).toBe(TEXT);
});

test('reads a stored block, one that refers to it, and frames in a row', () => {
  const frame = frameOf('03000080616263', '050000000003001064');
  expect(decompressLz4(Buffer.concat([frame, frame]), 100).toString()).toBe('abcabcad'.repeat(2));
});

test('refuses a frame of more bytes than allowed', () => {
  expect(() => decompressLz4(LZ4_FRAME, TEXT.length - 1)).toThrow('more than');
});

test('refuses a frame that announces little and becomes much', () => {
  const lying = Buffer.from(LZ4_FRAME_WITH_ALL);
  lying.writeUInt8(1, 6);
  expect(() => decompressLz4(lying, TEXT.length - 1)).toThrow('more than');
});

test.each([
  ['another magic', Buffer.from('05224d1840408200000000', 'hex'), 'not an LZ4 frame'],
  ['another version', Buffer.from('04224d1880408200000000', 'hex'), 'not an LZ4 frame'],
  ['a dictionary', Buffer.from('04224d18410000000140408200000000', 'hex'), 'dictionary'],
  ['a repetition of what is before its beginning', frameOf('05000000106102001000'), 'refer to'],
  ['a block that is longer than the rest', frameOf('05000000'), 'end too early'],
  ['no end', LZ4_FRAME.subarray(0, -4), 'out of range'],
])('refuses %s', (_, compressed, reason) => {
  expect(() => decompressLz4(compressed, 1_000)).toThrow(reason);
});

test('no corruption leads to more than the limit', () => {
  for (const corrupt of corruptionsOf(LZ4_FRAME_WITH_ALL, 20_000)) {
    const bytes = resultOf(() => decompressLz4(corrupt, 1_000));
    expect(bytes?.length ?? 0).toBeLessThanOrEqual(1_000);
  }
});
