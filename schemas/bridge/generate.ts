import type { RecordSchema } from './record-type.ts';

type AvroSchema = string | readonly AvroSchema[] | AvroObject;

interface AvroObject {
  readonly type: string | AvroSchema;
  readonly name?: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly logicalType?: string;
  readonly fields?: readonly { readonly name: string; readonly type: AvroSchema; readonly doc?: string }[];
  readonly items?: AvroSchema;
  readonly values?: AvroSchema;
  readonly symbols?: readonly string[];
}

/** Options of the generated code. */
export interface Generated {
  /** For the comment in its first line: the source, and the command that generates it. */
  readonly madeBy: string;
  /** The module that exports `recordType`. */
  readonly library: string;
}

/**
 * TypeScript for Avro record schemas: one file for each first part of a namespace (`orders.v1` -> `orders.ts`). It has
 * an interface for every record, and for each schema a record type of the same name.
 */
export function generateTypes(schemas: readonly RecordSchema[], generated: Generated): Map<string, string> {
  const files = Map.groupBy(schemas, ({ namespace }) => `${namespace.split('.')[0]}.ts`);
  return new Map([...files].map(([file, ofFile]) => [file, generateFile(ofFile, generated)]));
}

/** The same in one file. Throws if two schemas have different records of the same name. */
export function generateFile(schemas: readonly RecordSchema[], { madeBy, library }: Generated): string {
  const interfaces = new Map<string, string>();
  for (const schema of schemas) typeText(schema as unknown as AvroSchema, interfaces);
  const values = schemas.map(
    (schema) =>
      `export const ${schema.name} = recordType<${schema.name}, '${schema.name}'>(${JSON.stringify(schema)});\n`,
  );
  const header = `// Generated ${madeBy}: do not edit.\nimport { recordType } from '${library}';\n`;
  return [header, ...interfaces.values(), ...values].join('\n');
}

/** The TypeScript type of a schema. Adds the interfaces of its records to `interfaces`. */
function typeText(schema: AvroSchema, interfaces: Map<string, string>): string {
  if (typeof schema === 'string') return PRIMITIVES[schema] ?? schema.split('.').at(-1)!;
  if (Array.isArray(schema))
    return schema.map((branch: AvroSchema) => typeText(branch, interfaces)).join(' | ');
  const object = schema as AvroObject;
  switch (object.type) {
    case 'record':
      return recordText(object, interfaces);
    case 'array':
      return `readonly ${elementText(typeText(object.items!, interfaces))}[]`;
    case 'map':
      return `{ readonly [key: string]: ${typeText(object.values!, interfaces)} }`;
    case 'enum':
      return object.symbols!.map((symbol) => `'${symbol}'`).join(' | ');
    default:
      return typeText(object.type, interfaces);
  }
}

function recordText({ name, doc, fields }: AvroObject, interfaces: Map<string, string>): string {
  const lines = fields!.flatMap((field) => [
    ...docText(fieldDoc(field), '  '),
    `  readonly ${field.name}: ${typeText(field.type, interfaces)};`,
  ]);
  const text = [...docText(doc), `export interface ${name} {`, ...lines, '}', ''].join('\n');
  const known = interfaces.get(name!);
  if (known !== undefined && known !== text)
    throw new Error(`the schemas have two different records named ${name}`);
  interfaces.set(name!, text);
  return name!;
}

/** Times are numbers in the generated types, so a comment gives their unit. */
const fieldDoc = ({ type, doc }: { type: AvroSchema; doc?: string }) =>
  doc ?? (JSON.stringify(type).includes('timestamp-millis') ? 'Milliseconds since 1970, UTC.' : undefined);

const docText = (doc: string | undefined, indent = '') => (doc ? [`${indent}/** ${doc} */`] : []);

const elementText = (text: string) => (text.includes(' ') ? `(${text})` : text);

const PRIMITIVES: Record<string, string> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'string',
  string: 'string',
};
