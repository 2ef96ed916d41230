import { blob, items, long } from './avro-bytes.ts';
import { MARK, type CorpusRecord } from './corpus-record.ts';
import { Specimen, specimen, writerOf } from './specimen.ts';

const nothing = Buffer.alloc(0);
const unusable = { expected: ['incompatible-schema'] } as const;
const taken = { expected: ['taken'] } as const;

const withSchema = (text: string, refused?: string) => ({
  schema: { text, ...(refused !== undefined && { refused }) },
});
const extra = (type: unknown, more = {}) => ({ name: 'extra', type, ...more });

/** Rows 35 to 38: writers' schemas that are not the reader's, or not a schema to be read. */
export const SCHEMAS: readonly CorpusRecord[] = [
  specimen(35, 'a schema that does not resolve', { name: 'count', type: 'string' }, blob(MARK), unusable),
  specimen(
    35,
    'a field with the name of a property of objects',
    extra('int', { name: 'toString' }),
    long(1),
    unusable,
  ),
  specimen(35, 'a field named __proto__', extra('int', { name: '__proto__' }), long(1), unusable),
  specimen(36, 'a schema that refers to itself', extra(['null', 'Specimen']), long(0), taken),
  specimen(
    36,
    'a schema that refers to itself, three deep',
    extra(['null', 'Specimen']),
    Buffer.concat([long(1), blob(MARK), long(1), blob(MARK), long(0)]),
    taken,
  ),
  specimen(36, 'a schema that refers to nothing', extra('corpus.v1.Nowhere'), nothing, {
    ...unusable,
    ...withSchema(writerOf(extra('corpus.v1.Nowhere')), 'it is not a schema'),
  }),
  specimen(36, 'a type with the name of a property of objects', extra('constructor'), nothing, {
    ...unusable,
    ...withSchema(writerOf(extra('constructor')), 'it is not a schema'),
  }),
  specimen(36, 'a schema of 900 levels', extra(nested(900)), items(), unusable),
  specimen(37, 'a schema of 5 MB, most of it one doc', extra('int'), long(1), {
    ...unusable,
    ...withSchema(writerOf(extra('int', { doc: 'x'.repeat(5_000_000) }))),
  }),
  specimen(37, 'a schema of 30,000 fields', extra('int'), nothing, {
    ...unusable,
    ...withSchema(
      writerOf(...Array.from({ length: 30_000 }, (_, index) => ({ name: `f${index}`, type: 'int' }))),
    ),
  }),
  specimen(38, 'a default of the wrong type', extra('int', { default: MARK }), long(1), {
    ...taken,
    ...withSchema(writerOf(extra('int', { default: MARK })), 'some registries check defaults'),
  }),
  specimen(38, 'defaults within defaults, 2^40 times', 'text', blob(''), {
    ...taken,
    // The reader's field of that name, behind types of which none has a value.
    ...withSchema(
      writerOf({ name: 'text', type: 'string' }, { name: 'unread', type: ['null', bomb(40)] }),
      'it may bring the registry down',
    ),
    value: (id) =>
      specimen(
        38,
        'defaults within defaults, 2^40 times',
        'text',
        Buffer.concat([blob(''), long(0)]),
        taken,
      ).value(id),
  }),
];

function nested(levels: number): unknown {
  return Array.from({ length: levels }).reduce<unknown>((type) => ({ type: 'array', items: type }), 'int');
}

/** Each type's two fields default to an empty one of the type before, which has two fields in turn. */
function bomb(generations: number): unknown {
  const first: unknown = { type: 'record', name: 'B0', fields: [{ name: 'a', type: 'int', default: 1 }] };
  return Array.from({ length: generations }).reduce<unknown>((type, _, index) => {
    const before = `B${index}`;
    const fields = [
      { name: 'a', type, default: {} },
      { name: 'b', type: before, default: {} },
    ];
    return { type: 'record', name: `B${index + 1}`, namespace: Specimen.schema.namespace, fields };
  }, first);
}
