import avro from 'avsc';

const { FixedType, RecordType } = avro.types;

const PRIMITIVES: Readonly<Record<string, number>> = { null: 0, float: 4, double: 8 };

/**
 * A lower bound of the size of a value of this type, in bytes. Every type that is not listed is a boolean or begins
 * with a number, so it has at least one byte.
 */
export function smallestSize(type: avro.Type, known = new Map<avro.Type, number>()): number {
  if (type instanceof FixedType) return type.size;
  if (!(type instanceof RecordType)) return PRIMITIVES[type.typeName] ?? 1;
  const found = known.get(type);
  if (found !== undefined) return found;
  // A record that contains itself directly has no finite value; 0 ends the recursion.
  known.set(type, 0);
  const size = type.fields.reduce((sum, field) => sum + smallestSize(field.type, known), 0);
  known.set(type, size);
  return size;
}
