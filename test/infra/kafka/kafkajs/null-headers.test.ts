import { expect, test } from '@jest/globals';
import '../../../../infra/kafka/kafkajs/null-headers.ts';
import { internal } from '../../../../infra/kafka/kafkajs/internals.ts';
import { unpatched } from './unpatched.ts';

type EncodeRecord = (record: object) => { readonly buffer: Buffer };

const PATH = 'protocol/recordBatch/record/v0/index.js';
const encode = internal<EncodeRecord>(PATH);
const kafkajs = unpatched<EncodeRecord>(PATH);

const recordWith = (headers: object) => ({
  offsetDelta: 3,
  timestampDelta: 5,
  key: Buffer.from('k'),
  value: null,
  headers,
});

test('a header without a value is encoded with the length -1, where kafkajs by itself throws', () => {
  const record = recordWith({ a: null, b: ['x', null, ''] });
  expect(() => kafkajs(record)).toThrow('Received null');
  expect(encode(record).buffer.toString('hex')).toBe(
    [
      '28', // 20 bytes follow
      '000a06', // no attributes, timestamp + 5, offset + 3
      '026b01', // key k, no value
      '08', // four headers
      '026101', // a, null
      '02620278', // b, x
      '026201', // b, null
      '026200', // b, empty
    ].join(''),
  );
});

test('a record without such a header is encoded as kafkajs does', () => {
  const record = recordWith({ a: 'x', b: ['', Buffer.from([0])] });
  expect(encode(record).buffer).toEqual(kafkajs(record).buffer);
});
