import { expect, test } from '@jest/globals';
import { decompressSnappy } from '../../../../../infra/kafka/kafkajs/compression/snappy.ts';
import { corruptionsOf, resultOf } from '../fuzz.ts';
import { SNAPPY_BLOCK, SNAPPY_XERIAL, TEXT } from './golden.ts';

test.each([
  ['one block, as librdkafka writes it', SNAPPY_BLOCK],
  ["xerial's framing, as Java's clients write it", SNAPPY_XERIAL],
])('reads %s', (_, compressed) => {
  expect(decompressSnappy(compressed, TEXT.length).toString()).toBe(TEXT);
});

test('reads several blocks of one frame, and a literal whose length takes bytes of its own', () => {
  const long = Buffer.alloc(300, 'x');
  const literal = Buffer.concat([Buffer.from('ac02f42b01', 'hex'), long]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(literal.length);
  const framed = Buffer.concat([SNAPPY_XERIAL, length, literal]);
  expect(decompressSnappy(framed, 1_000).toString()).toBe(TEXT + long.toString());
});

test.each([
  ['a block', SNAPPY_BLOCK],
  ['blocks of a frame', SNAPPY_XERIAL],
])('refuses %s of more bytes than allowed', (_, compressed) => {
  expect(() => decompressSnappy(compressed, TEXT.length - 1)).toThrow('more than');
});

test.each([
  ['that refers to before its beginning', '04016161', 'refer to'],
  [
    'that refers to an earlier block of its frame',
    `${SNAPPY_XERIAL.toString('hex')}00000003040101`,
    'refer to',
  ],
  ['that becomes less than it announces', '050061', 'another length'],
  ['that becomes more than it announces', '01046161', 'another length'],
  ['whose literal is longer than the block', '05f0ff61', 'end too early'],
  ['that announces no length', 'ffffffffff', 'no length'],
  ['of no bytes', '', 'outside buffer bounds'],
])('refuses a block %s', (_, hex, reason) => {
  expect(() => decompressSnappy(Buffer.from(hex, 'hex'), 2 ** 32)).toThrow(reason);
});

test('no corruption leads to more than the limit', () => {
  for (const corrupt of corruptionsOf(SNAPPY_XERIAL, 20_000)) {
    const bytes = resultOf(() => decompressSnappy(corrupt, 1_000));
    expect(bytes?.length ?? 0).toBeLessThanOrEqual(1_000);
  }
});
