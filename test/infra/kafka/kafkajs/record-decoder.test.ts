import { expect, test } from '@jest/globals';
import '../../../../infra/kafka/kafkajs/patches.ts';
import { internal, type Decoder, type Encoder } from '../../../../infra/kafka/kafkajs/internals.ts';
import { unpatched } from './unpatched.ts';

type DecodeRecord = (decoder: Decoder, batch: object) => { headers: Record<string, unknown> };

const PATH = 'protocol/recordBatch/record/v0/decoder.js';
const NewDecoder = internal<new (buffer: Buffer) => Decoder>('protocol/decoder.js');
const encode = internal<(record: object) => Encoder>('protocol/recordBatch/record/v0/index.js');

const aBatch = () => ({ magicByte: 2, firstOffset: '7', firstTimestamp: '1000', isControlBatch: false });

/** The bytes of a record, without their own length in front. */
function bytesOf(headers: object): Buffer {
  const record = {
    key: Buffer.from('k'),
    value: Buffer.from('v'),
    headers,
    offsetDelta: 2,
    timestampDelta: 3,
  };
  const decoder = new NewDecoder(encode(record).buffer);
  return decoder.readVarIntBytes()!;
}

const decodeWith = (decode: DecodeRecord, bytes: Buffer) => decode(new NewDecoder(bytes), aBatch());
const decode = (bytes: Buffer) => decodeWith(internal(PATH), bytes);

test('a record decodes as with kafkajs', () => {
  const bytes = bytesOf({ a: 'x', b: ['y', 'z'], c: '' });
  expect(decode(bytes)).toEqual(decodeWith(unpatched(PATH), bytes));
});

test('headers named like properties of every object are data, where kafkajs finds the properties', () => {
  const headers = Object.fromEntries(['toString', 'constructor', '__proto__'].map((name) => [name, 'x']));
  const decoded = decode(bytesOf(headers)).headers;
  expect(Object.entries(decoded)).toEqual(Object.keys(headers).map((name) => [name, Buffer.from('x')]));

  const kafkajs = decodeWith(unpatched(PATH), bytesOf(headers)).headers;
  expect(kafkajs['toString']).toEqual([expect.any(Function), Buffer.from('x')]);
});

test('what was decoded is encoded to the same bytes, null, repeated and odd names included', () => {
  const headers = Object.fromEntries<unknown>([
    ['none', null],
    ['empty', ''],
    ['again', ['x', null, 'y']],
    ['__proto__', 'x'],
    ['toString', ['x', 'y']],
    ['', 'no name'],
  ]);
  const bytes = bytesOf(headers);
  expect(bytesOf(decode(bytes).headers)).toEqual(bytes);
});

test('10,000 headers take no longer than they must, whether their names differ or not', () => {
  const names = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`h${index}`, 'x']));
  const values = { h: Array.from({ length: 10_000 }, () => 'x') };
  const [different, same] = [bytesOf(names), bytesOf(values)];
  const started = process.cpuUsage();
  expect(Object.keys(decode(different).headers)).toHaveLength(10_000);
  expect(decode(same).headers['h']).toHaveLength(10_000);
  // kafkajs by itself takes 24 s for the first.
  expect(process.cpuUsage(started).user).toBeLessThan(3_000_000);
});

test.each([
  ['more headers than there are bytes for', (bytes: Buffer) => bytes.with(bytes.length - 1, 2)],
  ['bytes left over', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)])],
  ['a value that goes past its end', (bytes: Buffer) => bytes.with(5, 100)],
])('a record that has %s is refused', (_, change) => {
  expect(() => decode(Buffer.from(change(bytesOf({}))))).toThrow(/^a record /);
});

test('headers that would take more memory than a batch may are refused before they are decoded', () => {
  const announcesMillions = Buffer.concat([bytesOf({}).subarray(0, -1), Buffer.from('80dac409', 'hex')]);
  expect(() => decode(announcesMillions)).toThrow('bytes of memory');
});
