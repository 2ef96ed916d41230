import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { CONTRACT } from '../../schemas/contract.ts';
import { generateTypes } from '../../schemas/bridge/generate.ts';
import { OWN_TYPES } from '../../infra/checkout/own-types.ts';
import type { RecordSchema } from '../../schemas/bridge/record-type.ts';

const folder = join(import.meta.dirname, '..', '..', 'schemas');
const files = readdirSync(join(folder, 'avro')).sort();
const schemas = files.map(
  (file) => JSON.parse(readFileSync(join(folder, 'avro', file), 'utf8')) as RecordSchema,
);

it('the generated types are fresh: run `npm run schemas` if this fails', () => {
  const stale = [...generateTypes(schemas, OWN_TYPES)].filter(
    ([file, text]) => readFileSync(join(folder, 'generated', file), 'utf8') !== text,
  );
  expect(stale.map(([file]) => file)).toEqual([]);
});

describe.each(files.map((file, at) => [file, schemas[at]!] as const))('%s', (file, schema) => {
  it('is named after its record', () => {
    expect(file).toBe(`${schema.namespace}.${schema.name}.avsc`);
  });

  it('is complete and names one of its fields as key', () => {
    avro.Type.forSchema(structuredClone(schema) as never);
    expect(schema.fields.map(({ name }) => name)).toContain(schema.key);
  });
});

it('every schema is carried by some topic', () => {
  const carried = new Set(Object.values(CONTRACT).flatMap((types) => types.map(({ fullName }) => fullName)));
  expect(
    schemas.map(({ namespace, name }) => `${namespace}.${name}`).filter((name) => !carried.has(name)),
  ).toEqual([]);
});
