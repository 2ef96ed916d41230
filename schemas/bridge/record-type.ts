/** An Avro schema as JSON; `key` is ours: the field that the Kafka record's key must equal. */
export interface RecordSchema {
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  /** Default: none, and then a record may have any key. Outcomes need one. */
  readonly key?: string;
  readonly fields: readonly { readonly name: string; readonly [attribute: string]: unknown }[];
  readonly [attribute: string]: unknown;
}

/** A record schema together with the TypeScript type of its values. */
export interface RecordType<T = unknown, Name extends string = string> {
  /** Avro full name, `orders.v1.OrderPlaced`. */
  readonly fullName: string;
  /** Short name, `OrderPlaced`: what a person types. */
  readonly name: Name;
  readonly schema: RecordSchema;
  /**
   * The value's own id, which its record's key must equal. Undefined if the schema names no key; empty if the value's
   * key is undefined, null or `''`, which no record of ours may have.
   */
  keyOf(value: T): string | undefined;
}

/**
 * Wraps a schema; `T` is the caller's word for what it decodes to (generated types keep that word), and `Name` the
 * record's short name, by which the types of outcomes are told apart. Throws a `TypeError` if `key` is no field.
 */
export function recordType<T, Name extends string = string>(schema: RecordSchema): RecordType<T, Name> {
  const { key, namespace, name, fields } = schema;
  const fullName = `${namespace}.${name}`;
  if (key !== undefined && !fields.some((field) => field.name === key)) {
    const names = fields.map((field) => field.name).join(', ');
    throw new TypeError(
      `the key of ${fullName} is ${JSON.stringify(key)}, which is none of its fields: name one of ${names}, or leave it out`,
    );
  }
  return {
    fullName,
    name: name as Name,
    schema,
    keyOf: (value) => (key === undefined ? undefined : String((value as Record<string, Key>)[key] ?? '')),
  };
}

/** Keys are texts, and numbers of those who have such. */
type Key = string | number | null | undefined;

/** TopicRecordNameStrategy: the registry's subject for one record type on one topic. */
export const subjectOf = (topic: string, type: RecordType): string => `${topic}-${type.fullName}`;
