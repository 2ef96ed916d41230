/** An Avro schema as JSON, with one more attribute, `key`: the field that the Kafka record's key must equal. */
export interface RecordSchema {
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  /** Default: none, so a record may have any key. Outcomes need one. */
  readonly key?: string;
  readonly fields: readonly { readonly name: string; readonly [attribute: string]: unknown }[];
  readonly [attribute: string]: unknown;
}

/** A record schema together with the TypeScript type of its values. */
export interface RecordType<T = unknown, Name extends string = string> {
  /** Avro full name, `orders.v1.OrderPlaced`. */
  readonly fullName: string;
  /** Short name, `OrderPlaced`, for commands and workflows. */
  readonly name: Name;
  readonly schema: RecordSchema;
  /**
   * The value of the key field, which the record's key must equal. Undefined if the schema names no key. Empty if the
   * field is undefined, null or `''`; such a record is never written.
   */
  keyOf(value: T): string | undefined;
}

/**
 * Makes a record type from a schema. `T` is the type of decoded values, which the caller guarantees, as generated code
 * does; `Name` is the short name, by which TypeScript distinguishes outcomes. Throws a `TypeError` if `key` is not a
 * field.
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

/** A key field may be a text or a number. */
type Key = string | number | null | undefined;

/** TopicRecordNameStrategy: the registry's subject for one record type on one topic. */
export const subjectOf = (topic: string, type: RecordType): string => `${topic}-${type.fullName}`;
