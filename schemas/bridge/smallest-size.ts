import avro from 'avsc';

const { FixedType, RecordType } = avro.types;

const PRIMITIVES: Readonly<Record<string, number>> = { null: 0, float: 4, double: 8 };

/**
 * A lower bound of the bytes that a value of this type takes. Everything that is not listed begins with a number or
 * is a boolean: one byte.
 */
export function smallestSize(type: avro.Type, known = new Map<avro.Type, number>()): number {
  if (type instanceof FixedType) return type.size;
  if (!(type instanceof RecordType)) return PRIMITIVES[type.typeName] ?? 1;
  const found = known.get(type);
  if (found !== undefined) return found;
  // A record directly within itself has no values at all; nought ends the search.
  known.set(type, 0);
  const size = type.fields.reduce((sum, field) => sum + smallestSize(field.type, known), 0);
  known.set(type, size);
  return size;
}
