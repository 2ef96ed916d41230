import avro from 'avsc';

const { ArrayType, MapType, RecordType, UnwrappedUnionType, WrappedUnionType } = avro.types;

/**
 * How a part of the writer's schema is read: as a type of the reader, in some other way, or skipped because the reader
 * has no such field. Skipped parts must be complete; only parts that are read must be exact.
 */
export type Counterpart = avro.Type | 'read' | 'skipped';

/** The branch of the reader's union that reads a part of the writer's schema; the part itself is not a union. */
export function branchFor(writer: avro.Type, reader: Counterpart): Counterpart {
  if (typeof reader === 'string' || !isUnion(reader)) return reader;
  const isRecord = writer instanceof RecordType;
  const reads = (branch: avro.Type) =>
    isRecord
      ? isNamed(branch, writer.name)
      : branch.typeName === writer.typeName || (writer.typeName === 'bytes' && branch.typeName === 'string');
  return reader.types.find(reads) ?? 'read';
}

export function fieldFor(name: string, reader: Counterpart): Counterpart {
  if (!(reader instanceof RecordType)) return reader === 'skipped' ? 'skipped' : 'read';
  const fields = reader.fields.filter((field) => field.name === name || field.aliases.includes(name));
  if (fields.length === 0) return 'skipped';
  return fields.length === 1 ? fields[0]!.type : 'read';
}

export function itemFor(reader: Counterpart): Counterpart {
  if (reader instanceof ArrayType) return reader.itemsType;
  if (reader instanceof MapType) return reader.valuesType as avro.Type;
  return reader === 'skipped' ? 'skipped' : 'read';
}

export const isUnion = (type: avro.Type): type is avro.types.UnwrappedUnionType =>
  type instanceof UnwrappedUnionType || type instanceof WrappedUnionType;

const isNamed = (type: avro.Type, name: string | undefined) =>
  type.name === name || (name !== undefined && (type.aliases?.includes(name) ?? false));
