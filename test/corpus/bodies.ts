import { blob, double, float, items, long } from './avro-bytes.ts';
import { MARK, type CorpusRecord } from './corpus-record.ts';
import { specimen, writerOf } from './specimen.ts';

const bad = { expected: ['undecodable'] } as const;
const taken = (event: Record<string, unknown>) => ({ expected: ['taken'], event }) as const;

const arrayOf = (of: unknown) => ({ type: 'array', items: of });
const mapOf = (of: unknown) => ({ type: 'map', values: of });
const unread = (type: unknown) => ({ name: 'unread', type });
const repeated = (count: number, ...bytes: readonly number[]) =>
  Buffer.alloc(count * bytes.length, Buffer.from(bytes));

/** Rows 15 to 34: bodies that lie about themselves, and values that are easily changed on the way. */
export const BODIES: readonly CorpusRecord[] = [
  specimen(15, 'a string of 2^31 bytes', 'text', long(2 ** 31), bad),
  specimen(15, 'bytes of 2^53', 'price', long(2n ** 53n), bad),
  specimen(15, 'a string of 2^31 bytes, skipped', unread('string'), long(2 ** 31), bad),
  specimen(16, 'a string of negative length', 'text', long(-1), bad),
  specimen(16, 'a string of negative length, skipped', unread('string'), long(-1), bad),
  specimen(17, 'a varint of 100,000 bytes', 'count', repeated(100_000, 0xff), bad),
  specimen(17, 'a varint of 11 bytes that makes 0', 'count', Buffer.from([...repeated(10, 0x80), 0]), bad),
  specimen(17, 'a varint of 65 bits', 'count', long(2n ** 64n), bad),
  specimen(17, 'an int of 33 bits', 'day', long(2 ** 32), bad),
  specimen(18, 'an array of 2^53 nulls', 'nothings', Buffer.concat([long(2n ** 53n), long(0)]), bad),
  specimen(18, 'an array of 2^31 nulls', 'nothings', Buffer.concat([long(2n ** 31n), long(0)]), bad),
  specimen(18, 'an array of 2^40 nulls, skipped', unread(arrayOf('null')), long(2n ** 40n), bad),
  specimen(
    18,
    'arrays of nulls in arrays',
    unread(arrayOf(arrayOf('null'))),
    () => {
      const inner = Buffer.concat([long(9_000), long(0)]);
      return items(inner, inner, inner);
    },
    bad,
  ),
  specimen(18, 'an array of 2^31 numbers', 'numbers', Buffer.concat([long(2n ** 31n), long(0)]), bad),
  specimen(
    19,
    'a negative block with a lying size',
    'numbers',
    Buffer.concat([long(-2), long(100), long(1), long(2), long(0)]),
    bad,
  ),
  specimen(
    19,
    'a lying size that leads out of the body, skipped',
    unread(arrayOf('int')),
    Buffer.concat([long(-2), long(2n ** 40n), long(0)]),
    bad,
  ),
  specimen(
    19,
    'a lying size that leads backwards, skipped',
    unread(arrayOf('int')),
    Buffer.concat([long(-1), long(-3), long(7), long(0)]),
    bad,
  ),
  specimen(
    19,
    'a negative block with its true size',
    'numbers',
    Buffer.concat([long(-2), long(2), long(1), long(2), long(0)]),
    taken({ numbers: [1, 2] }),
  ),
  specimen(20, 'endless blocks of nothing', 'nothings', repeated(100_000, 2), bad),
  specimen(20, 'endless blocks of nothing, skipped', unread(arrayOf('null')), repeated(100_000, 2), bad),
  specimen(20, 'endless negative blocks of nothing', unread(arrayOf('null')), repeated(100_000, 1, 0), bad),
  specimen(
    21,
    '100,000 levels',
    unread({ type: 'record', name: 'Node', fields: [{ name: 'next', type: ['null', 'Node'] }] }),
    repeated(100_000, 2),
    bad,
  ),
  specimen(
    21,
    '100,000 levels of arrays',
    unread({ type: 'record', name: 'Tree', fields: [{ name: 'branches', type: arrayOf('Tree') }] }),
    repeated(100_000, 2),
    bad,
  ),
  specimen(
    21,
    'a record within itself, for ever',
    unread({ type: 'record', name: 'Ring', fields: [{ name: 'ring', type: 'Ring' }] }),
    Buffer.alloc(0),
    bad,
  ),
  specimen(22, 'union branch -1', 'choice', Buffer.concat([long(-1), blob(MARK)]), bad),
  specimen(23, 'a union branch that is not there', 'choice', Buffer.concat([long(2), blob(MARK)]), bad),
  specimen(23, 'a union branch that is not there, skipped', unread(['null', 'int']), long(7), bad),
  specimen(24, 'an enum symbol that is not there', 'colour', long(2), bad),
  specimen(24, 'enum symbol -1', 'colour', long(-1), bad),
  specimen(
    24,
    'an enum symbol that is not there, skipped',
    unread({ type: 'enum', name: 'Mood', symbols: ['GOOD'] }),
    long(1),
    bad,
  ),
  specimen(25, 'text that is not UTF-8', 'text', blob(Buffer.from([0x68, 0xff, 0xfe])), bad),
  specimen(25, 'text that is not UTF-8, skipped', unread('string'), blob(Buffer.from([0xff])), taken({})),
  specimen(26, 'a lone surrogate', 'text', blob(Buffer.from([0xed, 0xa0, 0x80])), bad),
  specimen(
    26,
    'a pair of surrogates as one character',
    'text',
    blob('\u{1f375}'),
    taken({ text: '\u{1f375}' }),
  ),
  specimen(27, 'NaN', 'ratio', double(NaN), bad),
  specimen(27, 'infinity', 'ratio', double(Infinity), bad),
  specimen(27, 'infinity below zero, of four bytes', 'share', float(-Infinity), bad),
  specimen(27, 'the smallest double', 'ratio', double(Number.MIN_VALUE), taken({ ratio: Number.MIN_VALUE })),
  specimen(27, 'NaN, skipped', unread('double'), double(NaN), taken({})),
  specimen(28, 'a long just over 2^53', 'count', long(2n ** 53n + 1n), bad),
  specimen(28, 'the largest long', 'count', long(2n ** 63n - 1n), bad),
  specimen(28, 'the smallest long', 'count', long(-(2n ** 63n)), bad),
  specimen(28, 'a long below -2^52, whose sign avsc would turn', 'count', long(-(2n ** 52n) - 1n), bad),
  specimen(28, 'a large long that is exact', 'count', long(2n ** 53n - 2n), taken({ count: 2 ** 53 - 2 })),
  specimen(28, 'a small long that is exact', 'count', long(-(2n ** 52n)), taken({ count: -(2 ** 52) })),
  specimen(28, 'the largest long, skipped', unread('long'), long(2n ** 63n - 1n), taken({})),
  specimen(
    29,
    'a decimal beyond its precision',
    'price',
    blob(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8])),
    taken({ price: 'AQIDBAUGBwg=' }),
  ),
  specimen(30, 'a day that no calendar has', 'day', long(2 ** 31 - 1), taken({ day: 2 ** 31 - 1 })),
  specimen(
    30,
    'a moment that no Date can hold',
    'at',
    long(9_000_000_000_000_000),
    taken({ at: 9_000_000_000_000_000 }),
  ),
  specimen(30, 'neither true nor false', 'sure', Buffer.from([2]), bad),
  specimen(
    31,
    'a map key __proto__',
    'labels',
    items(Buffer.concat([blob('__proto__'), long(7)])),
    taken({ labels: JSON.parse('{"__proto__": 7}') as unknown }),
  ),
  specimen(
    31,
    'a map key __proto__ with an object',
    'groups',
    items(Buffer.concat([blob('__proto__'), items(long(7))])),
    taken({ groups: JSON.parse('{"__proto__": [7]}') as unknown }),
  ),
  specimen(
    32,
    'map keys constructor and toString',
    'labels',
    items(Buffer.concat([blob('constructor'), long(1)]), Buffer.concat([blob('toString'), long(2)])),
    taken({ labels: { constructor: 1, toString: 2 } }),
  ),
  specimen(
    33,
    'a map key that occurs twice',
    'labels',
    items(Buffer.concat([blob('a'), long(1)]), Buffer.concat([blob('a'), long(2)])),
    bad,
  ),
  specimen(
    33,
    'a map key that occurs twice, its length written in two ways',
    'labels',
    items(Buffer.concat([blob('a'), long(1)]), Buffer.from([0x82, 0x00, 0x61, 4])),
    bad,
  ),
  specimen(34, 'a map of a million keys', 'labels', million, { expected: ['oversize'] }),
  specimen(34, 'a map of a million keys, skipped', unread(mapOf('int')), million, {
    expected: ['oversize'],
  }),
  specimen(
    34,
    'an array of two million numbers',
    'numbers',
    () => Buffer.concat([long(2_000_000), Buffer.alloc(2_000_001)]),
    { expected: ['oversize'] },
  ),
  specimen(34, 'a body of 17 MiB', unread('bytes'), () => blob(Buffer.alloc(17 * 1024 * 1024)), {
    expected: ['oversize'],
  }),
  // The types of a family: each holds the one before twice, so that 40 of them hold 2^40 values and no byte.
  specimen(36, 'types within types, 2^40 times', 'text', Buffer.alloc(0), {
    schema: { text: writerOf(unread(family(40))) },
    expected: ['oversize'],
  }),
];

function million(): Buffer {
  const entries = Array.from({ length: 1_000_000 }, (_, index) =>
    Buffer.concat([blob(`k${index}`), long(0)]),
  );
  return Buffer.concat([long(entries.length), ...entries, long(0)]);
}

function family(generations: number): unknown {
  const first: unknown = { type: 'record', name: 'G0', fields: [] };
  return Array.from({ length: generations }).reduce<unknown>((type, _, index) => {
    const before = `G${index}`;
    return {
      type: 'record',
      name: `G${index + 1}`,
      fields: [
        { name: 'a', type },
        { name: 'b', type: before },
      ],
    };
  }, first);
}
