import { describe, expect, it } from '@jest/globals';
import { parseWriterSchema, SCHEMA_LIMITS } from '../../../schemas/bridge/writer-schema.ts';

const parse = (...schemas: readonly unknown[]) =>
  parseWriterSchema(schemas.map((schema) => JSON.stringify(schema)));
const record = (...fields: readonly object[]) => ({
  type: 'record',
  name: 'Thing',
  namespace: 'a.v1',
  fields,
});

it('a schema keeps what its bytes depend on, and no default', () => {
  const type = parse(
    record({ name: 'a', type: { type: 'int', logicalType: 'date' }, default: 'wrong', doc: 'x' }),
  );
  expect(type.schema({ exportAttrs: true })).toEqual({
    name: 'a.v1.Thing',
    type: 'record',
    fields: [{ name: 'a', type: 'int' }],
  });
});

it('a schema may be the name of a type, with or without quotes, or have a type within its type', () => {
  expect([parseWriterSchema(['string']).typeName, parse('string').typeName]).toEqual(['string', 'string']);
  expect(parse(record({ name: 'a', type: { type: ['null', { type: 'array', items: 'int' }] } })).name).toBe(
    'a.v1.Thing',
  );
});

it('a schema is read with those that it refers to', () => {
  const other = { type: 'enum', name: 'Colour', namespace: 'a.v1', symbols: ['RED'] };
  expect(parse(other, record({ name: 'a', type: 'Colour' })).name).toBe('a.v1.Thing');
});

describe('beyond a limit it is refused, in no time', () => {
  const nested = (levels: number) =>
    Array.from({ length: levels }).reduce<unknown>((items) => ({ type: 'array', items }), 'int');
  const fields = (count: number) =>
    record(...Array.from({ length: count }, (_, index) => ({ name: `f${index}`, type: 'int' })));
  it.each([
    ['its text', [record({ name: 'a', type: 'int', doc: 'x'.repeat(SCHEMA_LIMITS.chars) })]],
    [
      'the text of all together',
      [fields(1), { ...fields(1), name: 'Other', doc: 'x'.repeat(SCHEMA_LIMITS.chars) }],
    ],
    ['its fields', [fields(SCHEMA_LIMITS.parts)]],
    [
      'its symbols',
      [
        {
          type: 'enum',
          name: 'E',
          symbols: Array.from({ length: SCHEMA_LIMITS.parts }, (_, index) => `S${index}`),
        },
      ],
    ],
    ['its levels', [nested(SCHEMA_LIMITS.depth + 1)]],
    ['a name', [{ ...fields(1), namespace: `n${'x'.repeat(SCHEMA_LIMITS.name)}` }]],
  ])('%s', (_, schemas) => {
    const started = process.cpuUsage();
    expect(() => parse(...schemas)).toThrow(/^too |^nested too |too long$/);
    expect(process.cpuUsage(started).user).toBeLessThan(3_000_000);
  });

  it('100,000 levels', () => {
    expect(() => parseWriterSchema([`${'['.repeat(100_000)}${']'.repeat(100_000)}`])).toThrow(
      'nested too deep',
    );
  });

  it('and at the limit it is read', () => {
    expect(parse(fields(SCHEMA_LIMITS.parts / 2 - 10)).name).toBe('a.v1.Thing');
    expect(parse(nested(SCHEMA_LIMITS.depth)).typeName).toBe('array');
  });
});
