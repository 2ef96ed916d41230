/** An Avro schema as JSON; `key` is ours: the field that the Kafka record's key must equal. */
export interface RecordSchema {
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  readonly key?: string;
  readonly fields: readonly { readonly name: string; readonly [attribute: string]: unknown }[];
  readonly [attribute: string]: unknown;
}

/** A record schema together with the TypeScript type of its values. */
export interface RecordType<T = unknown> {
  /** Avro full name, `orders.v1.OrderPlaced`. */
  readonly fullName: string;
  /** Short name, `OrderPlaced`: what a person types. */
  readonly name: string;
  readonly schema: RecordSchema;
  /** The value's own id, which its record's key must equal; undefined where the schema names no key. */
  keyOf(value: T): string | undefined;
}

/** Wraps a schema; `T` is the caller's word for what it decodes to (generated types keep that word). */
export function recordType<T>(schema: RecordSchema): RecordType<T> {
  const { key } = schema;
  return {
    fullName: `${schema.namespace}.${schema.name}`,
    name: schema.name,
    schema,
    keyOf: (value) => (key === undefined ? undefined : String((value as Record<string, unknown>)[key])),
  };
}

/** TopicRecordNameStrategy: the registry's subject for one record type on one topic. */
export const subjectOf = (topic: string, type: RecordType): string => `${topic}-${type.fullName}`;
