import { CONTRACT } from '../../schemas/contract.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { Specimen, SPECIMENS } from '../corpus/specimen.ts';
import type { Random } from './random.ts';

/** A writer's schema, and the topic on which its records come. */
export interface FuzzedSchema {
  readonly topic: string;
  readonly text: string;
}

/** Every schema of the application, the one with a field of every kind, and one that refers to itself. */
export const KNOWN_SCHEMAS: readonly FuzzedSchema[] = [
  ...Object.entries(CONTRACT).flatMap(([topic, types]) => types.map((type) => schemaOf(topic, type))),
  schemaOf(SPECIMENS, Specimen),
  ofSpecimen([{ name: 'more', type: { type: 'array', items: 'Specimen' } }]),
  ofSpecimen([{ name: 'next', type: ['null', 'Specimen'] }]),
];

function schemaOf(topic: string, type: RecordType): FuzzedSchema {
  return { topic, text: JSON.stringify(type.schema) };
}

function ofSpecimen(fields: readonly object[]): FuzzedSchema {
  return {
    topic: SPECIMENS,
    text: JSON.stringify({ ...Specimen.schema, fields: [...Specimen.schema.fields, ...fields] }),
  };
}

/** One that nobody wrote by hand: some of the reader's fields, and others between them, in any order. */
export function randomSchema(random: Random): FuzzedSchema {
  let names = 0;
  const kind = (depth: number): unknown => {
    if (depth > 4 || random.chance(0.5)) return random.pick(PRIMITIVES);
    names += 1;
    const name = `N${names}`;
    switch (random.below(6)) {
      case 0:
        return { type: 'array', items: kind(depth + 1) };
      case 1:
        return { type: 'map', values: kind(depth + 1) };
      case 2:
        return ['null', { type: 'array', items: kind(depth + 1) }, random.pick(['string', 'long', 'double'])];
      case 3:
        return { type: 'fixed', name, size: random.below(20) };
      case 4:
        return { type: 'enum', name, symbols: ['A', 'B', 'C'].slice(random.below(3)) };
      default:
        return { type: 'record', name, fields: fields(depth + 1, name) };
    }
  };
  const fields = (depth: number, own: string) =>
    Array.from({ length: random.below(5) }, (_, index) => ({
      name: `f${index}`,
      type: random.chance(0.1) ? ['null', own] : kind(depth),
    }));
  const kept = Specimen.schema.fields.filter(({ name }) => name === 'id' || random.chance(0.3));
  return {
    topic: SPECIMENS,
    text: JSON.stringify({ ...Specimen.schema, fields: [...fields(0, 'Specimen'), ...kept] }),
  };
}

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'];
