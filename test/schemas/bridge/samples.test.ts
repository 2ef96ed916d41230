import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { allTypes } from '../../../infra/app/topic-types.ts';
import type { RecordSchema } from '../../../schemas/bridge/record-type.ts';
import { samplesOf } from '../../../schemas/bridge/samples.ts';
import { CONTRACT } from '../../../schemas/contract.ts';

const schemaWith = (...fields: object[]): RecordSchema =>
  ({ type: 'record', name: 'Ticket', namespace: 'tickets.v1', fields }) as unknown as RecordSchema;

describe.each(allTypes(CONTRACT).map((type) => [type.fullName, type.schema] as const))('%s', (_, schema) => {
  it('has samples, which its schema takes', () => {
    const type = avro.Type.forSchema(structuredClone(schema) as never);
    const samples = samplesOf(schema);
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) expect([sample, type.isValid(sample)]).toEqual([sample, true]);
  });
});

it('there is a sample for each choice', () => {
  const colour = { type: 'enum', name: 'Colour', symbols: ['RED', 'BLUE'] };
  const samples = samplesOf(
    schemaWith({ name: 'colour', type: ['null', colour] }, { name: 'ok', type: 'boolean' }),
  );
  expect(samples).toEqual([
    { colour: null, ok: true },
    { colour: 'RED', ok: true },
    { colour: null, ok: false },
  ]);
});

it('a schema that refers to itself has samples that end', () => {
  const samples = samplesOf(
    schemaWith(
      { name: 'children', type: { type: 'array', items: 'Ticket' } },
      { name: 'next', type: ['Ticket', 'null'] },
    ),
  );
  expect(JSON.stringify(samples[0]).length).toBeLessThan(1_000_000);
});
