import { route } from '../../consumers/bridge/route.ts';
import { frame } from '../../schemas/bridge/frame.ts';
import { recordType } from '../../schemas/bridge/record-type.ts';
import { blob } from './avro-bytes.ts';
import { MARK, type CorpusRecord } from './corpus-record.ts';

interface Specimen {
  readonly id: string;
}

const COLOURS = ['RED', 'GREEN'];

/** A record type with a field of every kind; each of its writers has the id and one of the others. */
export const Specimen = recordType<Specimen>({
  type: 'record',
  name: 'Specimen',
  namespace: 'corpus.v1',
  key: 'id',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'count', type: 'long', default: 0 },
    { name: 'ratio', type: 'double', default: 0 },
    { name: 'share', type: 'float', default: 0 },
    {
      name: 'price',
      type: { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 },
      default: '',
    },
    { name: 'day', type: { type: 'int', logicalType: 'date' }, default: 0 },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, default: 0 },
    { name: 'sure', type: 'boolean', default: false },
    { name: 'text', type: 'string', default: '' },
    { name: 'colour', type: { type: 'enum', name: 'Colour', symbols: COLOURS }, default: 'RED' },
    { name: 'choice', type: ['null', 'string'], default: null },
    { name: 'numbers', type: { type: 'array', items: 'int' }, default: [] },
    { name: 'nothings', type: { type: 'array', items: 'null' }, default: [] },
    { name: 'labels', type: { type: 'map', values: 'int' }, default: {} },
    { name: 'groups', type: { type: 'map', values: { type: 'array', items: 'int' } }, default: {} },
  ],
});

export const SPECIMENS = 'corpus.specimens';

/** Starts a workflow that nobody works on: what counts is that it was started. */
export const specimenRoute = route(SPECIMENS, Specimen, (event) => ({
  kind: 'start',
  workflowType: 'specimen',
  workflowId: `specimen-${event.id}`,
  taskQueue: 'specimens',
  args: [event],
}));

const fieldOf = (name: string) => Specimen.schema.fields.find((field) => field.name === name);

/** The text of a writer's schema: the id, and these fields, which may be other ones than the reader's. */
export const writerOf = (...fields: readonly object[]): string =>
  JSON.stringify({ ...Specimen.schema, fields: [fieldOf('id'), ...fields] });

/** A record with the id, and the given bytes as one other field: the reader's of that name, or one of its own. */
export function specimen(
  row: number,
  name: string,
  field: string | object,
  body: Buffer | (() => Buffer),
  about: Pick<CorpusRecord, 'expected'> & Partial<CorpusRecord>,
): CorpusRecord {
  const id = `${MARK}-${row}-${name.replaceAll(/\W+/g, '-')}`;
  return {
    row,
    name,
    topic: SPECIMENS,
    key: Buffer.from(id),
    schema: { text: writerOf((typeof field === 'string' ? fieldOf(field) : field) ?? {}) },
    value: (schemaId) =>
      frame(schemaId, Buffer.concat([blob(id), typeof body === 'function' ? body() : body])),
    ...about,
  };
}
