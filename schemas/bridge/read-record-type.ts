import { readFileSync } from 'node:fs';
import { recordType, type RecordSchema, type RecordType } from './record-type.ts';

/**
 * A record type from its Avro schema file. `T` is the type of decoded values, which the caller guarantees; `Name` is
 * the short name. Throws a `TypeError` that names the file if it is not a record schema, or if its `key` is not a
 * field.
 */
export function readRecordType<T, Name extends string = string>(file: string | URL): RecordType<T, Name> {
  const schema = readRecordSchema(file);
  try {
    return recordType<T, Name>(schema);
  } catch (error) {
    throw new TypeError(`${String(file)}: ${(error as Error).message}`, { cause: error });
  }
}

/** An Avro record schema from its file. Throws an error that names the file if it is not one. */
function readRecordSchema(file: string | URL): RecordSchema {
  const schema = parse(file) as Partial<RecordSchema>;
  if (schema?.type !== 'record' || !schema.name || !schema.namespace || !Array.isArray(schema.fields))
    throw new TypeError(`${String(file)} is not an Avro record schema with a name, a namespace and fields`);
  return schema as RecordSchema;
}

function parse(file: string | URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new TypeError(`${String(file)} is not JSON: ${error.message}`, { cause: error });
  }
}
