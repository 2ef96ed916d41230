import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { CONTRACT } from '../../../schemas/contract.ts';
import { allTypes } from '../../../infra/app/topic-types.ts';
import { plain } from '../../../schemas/bridge/plain.ts';
import type { RecordSchema } from '../../../schemas/bridge/record-type.ts';
import { wrongFields } from '../../../schemas/bridge/value-check.ts';
import { randomBody } from '../../fuzz/bodies.ts';
import type { Random } from '../../fuzz/random.ts';
import { seededRandom } from '../../seed.ts';

const schemaWith = (...fields: object[]): RecordSchema =>
  ({ type: 'record', name: 'Ticket', namespace: 'tickets.v1', fields }) as unknown as RecordSchema;

describe('a field', () => {
  const line = { type: 'record', name: 'Line', fields: [{ name: 'sku', type: 'string' }] };

  it.each([
    ['string', 'a', 7],
    ['boolean', true, 'true'],
    ['int', -1, 2 ** 31],
    ['int', 0, 0.5],
    ['long', 2 ** 40, 2 ** 53],
    [{ type: 'long', logicalType: 'timestamp-millis' }, 1, '2026-01-01'],
    ['double', 0.5, null],
    ['null', null, 0],
    [['null', 'string'], null, 7],
    [['null', 'string'], 'a', undefined],
    [{ type: 'enum', name: 'Colour', symbols: ['RED'] }, 'RED', 'BLUE'],
    [{ type: 'map', values: 'int' }, { a: 1 }, []],
  ])('of type %j takes %j and not %j', (type, good, bad) => {
    const schema = schemaWith({ name: 'field', type });
    expect(wrongFields(schema, { field: good })).toEqual([]);
    expect(wrongFields(schema, { field: bad })).toEqual(['field']);
  });

  it('may be left out if it has a default', () => {
    expect(wrongFields(schemaWith({ name: 'field', type: 'int', default: 0 }), {})).toEqual([]);
  });

  it('is named by its path, and a type by its name', () => {
    const schema = schemaWith(
      { name: 'lines', type: { type: 'array', items: line } },
      { name: 'gift', type: ['null', 'Line'] },
      { name: 'last', type: 'tickets.v1.Line' },
    );
    const value = { lines: [{ sku: 'a' }, {}], gift: {}, last: { sku: 'b' } };
    expect(wrongFields(schema, value)).toEqual(['lines.1.sku', 'gift.sku']);
  });

  it('of a union with several branches of one kind is left to the codec', () => {
    expect(
      wrongFields(schemaWith({ name: 'field', type: ['int', 'string', 'long'] }), { field: true }),
    ).toEqual([]);
  });
});

describe.each(allTypes(CONTRACT).map((type) => [type.fullName, type.schema] as const))('%s', (_, schema) => {
  const type = avro.Type.forSchema(structuredClone(schema) as never);

  it('agrees with avsc about random values', () => {
    const random = seededRandom();
    for (let round = 0; round < 200; round += 1) {
      const value = plain(type.fromBuffer(randomBody(type, random, 0)));
      const candidate = random.chance(0.3) ? value : spoil(value, random);
      const takes = wrongFields(schema, candidate).length === 0;
      expect({ candidate, takes }).toEqual({ candidate, takes: type.isValid(candidate) });
    }
  });
});

const ODD = [undefined, null, '', 'RED', 0, 0.5, 2 ** 31, 2 ** 53, true, [], {}];

/** The value with one part, at any depth, replaced by an odd one. */
function spoil(value: unknown, random: Random): unknown {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isLeaf || random.chance(0.1)) return random.pick(ODD);
  const key = random.pick(Object.keys(value));
  const spoilt = spoil((value as Record<string, unknown>)[key], random);
  return Array.isArray(value)
    ? value.map((item: unknown, index) => (String(index) === key ? spoilt : item))
    : { ...value, [key]: spoilt };
}
