import avro from 'avsc';

/**
 * Limits of a schema. avsc compiles code for each type, so that a schema of 1 MiB could occupy it for many seconds.
 */
export const SCHEMA_LIMITS = {
  /** Length of the text, including referenced schemas. A registry on Kafka stores at most a record, 1 MB by default. */
  chars: 1024 * 1024,
  /** Types, fields and symbols. */
  parts: 10_000,
  depth: 100,
  name: 1_000,
} as const;

/**
 * Parses a schema. Throws if it is not an Avro schema, or exceeds the limits.
 *
 * @param texts the schemas that it refers to, each before its first use, then the schema itself
 */
export function parseWriterSchema(texts: readonly string[]): avro.Type {
  if (texts.reduce((sum, text) => sum + text.length, 0) > SCHEMA_LIMITS.chars) throw new Error('too long');
  const registry: Record<string, avro.Type> = {};
  const parts = { left: SCHEMA_LIMITS.parts };
  const types = texts.map((text) => avro.Type.forSchema(structure(parseJson(text), parts), { registry }));
  return types.at(-1)!;
}

/** A schema may also be the name of a type without quotes. */
function parseJson(text: string): unknown {
  return /^[\w.]+$/.test(text) ? text : (JSON.parse(text) as unknown);
}

/**
 * Keeps only the parts of a schema that determine the bytes of a record. Above all it drops the writer's defaults,
 * which only a reader needs: avsc would expand them, and a few nested ones become gigabytes.
 */
function structure(schema: unknown, parts: { left: number }, depth = 0): avro.Schema {
  if (depth > SCHEMA_LIMITS.depth) throw new Error('nested too deep');
  if (--parts.left < 0) throw new Error('too many parts');
  const inner = (part: unknown) => structure(part, parts, depth + 1);
  if (typeof schema === 'string') return name(schema);
  if (Array.isArray(schema)) return schema.map(inner) as avro.Schema;
  if (typeof schema !== 'object' || schema === null) throw new Error('not a schema');
  const { type, items, values, symbols, size, fields, ...named } = schema as Record<string, unknown>;
  switch (type) {
    case 'array':
      return { type, items: inner(items) };
    case 'map':
      return { type, values: inner(values) };
    case 'enum':
      return { type, ...namesOf(named), symbols: list(symbols, parts).map(name) };
    case 'fixed':
      return { type, ...namesOf(named), size: size as number };
    case 'record':
    case 'error':
      return {
        type,
        ...namesOf(named),
        fields: list(fields, parts).map((field) => {
          const { name: own, type: fieldType } = Object(field) as Record<string, unknown>;
          return { name: name(own), type: inner(fieldType) };
        }),
      };
    // A primitive with attributes, or a type within a type.
    default:
      return inner(type);
  }
}

const namesOf = ({ name: own, namespace }: Record<string, unknown>) => ({
  name: name(own),
  ...(namespace !== undefined && { namespace: name(namespace) }),
});

function name(value: unknown): string {
  if (typeof value === 'string' && value.length <= SCHEMA_LIMITS.name) return value;
  throw new Error('a name is missing or too long');
}

function list(value: unknown, parts: { left: number }): unknown[] {
  if (!Array.isArray(value)) throw new Error('not a list');
  parts.left -= value.length;
  if (parts.left < 0) throw new Error('too many parts');
  return value;
}
