import { readFileSync } from 'node:fs';
import { recordType, type RecordSchema, type RecordType } from './record-type.ts';

/**
 * A record type from its Avro schema file; `T` is the caller's word for what it decodes to. Throws where the file cannot
 * be read, or is no record schema.
 */
export function readRecordType<T>(file: string | URL): RecordType<T> {
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Partial<RecordSchema>;
  if (schema.type !== 'record' || !schema.name || !schema.namespace || !schema.fields) {
    throw new TypeError(`${String(file)} is no Avro record schema with a name, a namespace and fields`);
  }
  return recordType<T>(schema as RecordSchema);
}
