import { frame } from '../../schemas/bridge/frame.ts';
import { blob, long } from './avro-bytes.ts';
import { MARK, type CorpusRecord } from './corpus-record.ts';
import { SPECIMENS, writerOf } from './specimen.ts';

const record = (row: number, name: string, about: Omit<CorpusRecord, 'row' | 'name' | 'topic' | 'key'>) => ({
  row,
  name,
  topic: SPECIMENS,
  key: Buffer.from(`${MARK}-${row}`),
  ...about,
});

const raw = (row: number, name: string, value: Buffer | null, expected: CorpusRecord['expected']) =>
  record(row, name, { value: () => value, expected });

const text = Buffer.from(`{"id": "${MARK}"}`);
const one = (row: number) => blob(`${MARK}-${row}`);

/** Rows 1 to 14: what is around a body, and whether it is there at all. */
export const FRAMES: readonly CorpusRecord[] = [
  raw(1, 'a tombstone', null, ['ignored']),
  raw(2, 'no bytes', Buffer.alloc(0), ['not-framed']),
  raw(3, 'one byte', Buffer.from([0]), ['not-framed']),
  raw(4, 'four bytes', Buffer.from([0, 0, 0, 0]), ['not-framed']),
  raw(5, 'a magic byte of 1', Buffer.concat([Buffer.from([1]), frame(1, text).subarray(1)]), ['not-framed']),
  raw(6, 'schema id 0', frame(0, text), ['unknown-schema']),
  raw(7, 'schema id 0xFFFFFFFF', frame(0xffff_ffff, text), ['unknown-schema']),
  raw(8, 'a schema id that was never given', frame(87_654_321, text), ['unknown-schema']),
  record(9, 'the id of a deleted schema', {
    schema: { text: writerOf({ name: 'a9', type: 'int' }), deleted: 'soft' },
    value: (id) => frame(id, Buffer.concat([one(9), long(1)])),
    expected: ['taken', 'unknown-schema'],
  }),
  record(9, 'the id of a schema that was deleted permanently', {
    schema: { text: writerOf({ name: 'b9', type: 'int' }), deleted: 'permanent' },
    value: (id) => frame(id, Buffer.concat([one(9), long(1)])),
    expected: ['taken', 'unknown-schema'],
  }),
  record(10, 'the id of a JSON schema', {
    schema: { text: '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}', type: 'JSON' },
    value: (id) => frame(id, text),
    expected: ['not-avro'],
  }),
  record(10, 'the id of a Protobuf schema', {
    schema: { text: 'syntax = "proto3"; message Specimen { string id = 1; }', type: 'PROTOBUF' },
    value: (id) => frame(id, text),
    expected: ['not-avro'],
  }),
  record(11, 'an id and no body', {
    schema: { text: writerOf() },
    value: (id) => frame(id, Buffer.alloc(0)),
    expected: ['undecodable'],
  }),
  raw(12, 'JSON text', text, ['not-framed']),
  record(13, 'a truncated body', {
    schema: { text: writerOf() },
    value: (id) => frame(id, one(13).subarray(0, -1)),
    expected: ['undecodable'],
  }),
  record(14, 'trailing bytes', {
    schema: { text: writerOf() },
    value: (id) => frame(id, Buffer.concat([one(14), Buffer.from(MARK)])),
    expected: ['undecodable'],
  }),
];
