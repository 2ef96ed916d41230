import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { bodyCheck } from '../../../schemas/bridge/body-check.ts';
import { DEFAULT_LIMITS } from '../../../schemas/bridge/cursor.ts';
import { blob, items, long } from '../../corpus/avro-bytes.ts';

/** The corpus has what the bridge must survive; here is where a misfit is said to lie, and what the limits count. */
const recordOf = (...fields: readonly [name: string, type: unknown][]) => ({
  type: 'record',
  name: 'Thing',
  fields: fields.map(([name, type]) => ({ name, type })),
});
const typeOf = (schema: unknown) => avro.Type.forSchema(structuredClone(schema) as avro.Schema);
const line = { type: 'record', name: 'Line', fields: [{ name: 'sku', type: 'string' }] };
const lines = { type: 'array', items: line };

function check(schema: unknown, body: Buffer, { reader = schema, limits = {} } = {}) {
  return bodyCheck(typeOf(schema), typeOf(reader), { ...DEFAULT_LIMITS, ...limits })(body);
}

describe('a misfit is named with its place', () => {
  it.each([
    ['items.1.sku', recordOf(['items', lines]), items(blob('A'), long(-1))],
    ['labels.(key)', recordOf(['labels', { type: 'map', values: 'int' }]), items(long(-5))],
    [
      'labels.(value)',
      recordOf(['labels', { type: 'map', values: 'string' }]),
      items(Buffer.concat([blob('hush'), long(-1)])),
    ],
    [
      'note',
      recordOf(['id', 'string'], ['note', ['null', 'string']]),
      Buffer.concat([blob('hush'), long(2)]),
    ],
    ['', recordOf(['id', 'string']), Buffer.concat([blob('hush'), blob('hush')])],
  ])('%s', (place, schema, body) => {
    const misfit = check(schema, body);
    expect(misfit).toMatchObject({ reason: 'undecodable', place });
    expect(misfit?.what).not.toContain('hush');
  });

  it('which is cut if it is long', () => {
    const tree = { type: 'record', name: 'T', fields: [{ name: 'x'.repeat(50), type: ['null', 'T'] }] };
    const misfit = check(tree, Buffer.alloc(1_000, 2));
    expect(misfit?.what).toBe('it is nested deeper than 100 levels');
    expect(misfit?.place.length).toBeLessThan(250);
  });
});

describe('limits count what is there, skipped or read', () => {
  const numbers = recordOf(['numbers', { type: 'array', items: 'int' }]);
  const five = items(...Array.from({ length: 5 }, () => long(1)));
  it.each([
    ['bytes', { bytes: 6 }, 'oversize', numbers, five],
    ['values', { values: 5 }, 'oversize', numbers, five],
    [
      'map keys',
      { keys: 1 },
      'oversize',
      recordOf(['m', { type: 'map', values: 'null' }]),
      items(blob('a'), blob('b')),
    ],
    [
      'items without a byte',
      { unbackedItems: 4 },
      'undecodable',
      recordOf(['n', { type: 'array', items: 'null' }]),
      Buffer.concat([long(5), long(0)]),
    ],
    ['levels', { depth: 2 }, 'undecodable', recordOf(['a', lines]), items(blob('A'))],
  ])('%s', (_, limits, reason, schema, body) => {
    expect(check(schema, body)).toBeUndefined();
    expect(check(schema, body, { limits })).toMatchObject({ reason });
    expect(check(schema, body, { limits, reader: recordOf() })).toMatchObject({ reason });
  });
});

describe('a value is bounded as JSON, too, in which each record repeats the names of its fields', () => {
  const named = (...fields: readonly { name: string; default?: unknown }[]) =>
    recordOf(['all', { type: 'array', items: { type: 'record', name: 'One', fields: fields.map(typed) } }]);
  const typed = (field: object) => ({ type: 'string', ...field });
  const long100 = { name: 'x'.repeat(100) };
  const [writer, reader] = [
    named({ name: 'x' }),
    named({ name: 'x' }, { name: 'y', default: 'z'.repeat(100) }),
  ];
  const three = items(blob(''), blob(''), blob(''));

  it.each([
    ['long names', { json: 319 }, named(long100), named(long100)],
    ['defaults that the reader adds', { json: 343 }, writer, reader],
    ['fields that the reader adds', { values: 10 }, writer, reader],
  ])('%s', (_, limits, of, readAs) => {
    expect(check(of, three, { reader: readAs, limits })).toBeUndefined();
    const less = Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, limit - 1]));
    expect(check(of, three, { reader: readAs, limits: less })).toMatchObject({ reason: 'oversize' });
    expect(check(of, three, { reader: recordOf(), limits: { json: 0 } })).toBeUndefined();
  });
});

describe('what the reader skips has to be whole, and need not be exact', () => {
  const big = long(2n ** 62n);
  it.each([
    ['a field that it does not have', recordOf(['id', 'long']), recordOf()],
    [
      'one within an item',
      recordOf(['items', { type: 'array', items: recordIn('id') }]),
      recordOf(['items', { type: 'array', items: recordIn() }]),
    ],
    [
      'one within a branch',
      recordOf(['one', ['null', recordIn('id')]]),
      recordOf(['one', ['null', recordIn()]]),
    ],
    [
      'one within a map',
      recordOf(['some', { type: 'map', values: recordIn('id') }]),
      recordOf(['some', { type: 'map', values: recordIn() }]),
    ],
  ])('%s', (name, writer, reader) => {
    const body = name.includes('item')
      ? items(big)
      : name.includes('branch')
        ? Buffer.concat([long(1), big])
        : name.includes('map')
          ? items(Buffer.concat([blob('k'), big]))
          : big;
    expect(check(writer, body, { reader })).toBeUndefined();
    expect(check(writer, body)).toMatchObject({ reason: 'undecodable' });
    expect(check(writer, body.subarray(0, -2), { reader })).toMatchObject({ reason: 'undecodable' });
  });

  function recordIn(...names: readonly string[]) {
    return { type: 'record', name: 'Inner', fields: names.map((name) => ({ name, type: 'long' })) };
  }

  it('a field read under another name is read', () => {
    const reader = { ...recordOf(), fields: [{ name: 'number', aliases: ['id'], type: 'long' }] };
    expect(check(recordOf(['id', 'long']), big, { reader })).toMatchObject({ place: 'id' });
  });

  it('bytes that are read as text are text', () => {
    const body = blob(Buffer.from([0xff]));
    for (const text of ['string', ['null', 'string']]) {
      const reader = recordOf(['id', text]);
      expect(check(recordOf(['id', 'bytes']), body, { reader })).toMatchObject({ what: 'it is not UTF-8' });
    }
    expect(check(recordOf(['id', 'bytes']), body)).toBeUndefined();
  });
});
