import avro from 'avsc';
import { bodyCheck, type BodyCheck } from './body-check.ts';
import { frame, parseFrame } from './frame.ts';
import { plainMaps } from './plain-map.ts';
import { plain } from './plain.ts';
import type { RecordSchema, RecordType } from './record-type.ts';
import { rejected, type Reason, type Rejected } from './rejected.ts';
import type { Registry } from './registry.ts';
import type { WriterSchema } from './writer-schemas.ts';

export interface Decoded {
  readonly kind: 'decoded';
  readonly type: RecordType;
  readonly value: unknown;
  /** What the value takes in memory, in bytes, roughly. Default: nothing beside the record itself. */
  readonly weight?: number;
}

/** Encodes and decodes Avro in the Confluent wire format, with the record types of the application. */
export interface Codec {
  /** Bytes that cannot be decoded return `Rejected`. Throws a `RegistryError` if the registry gives no answer. */
  decode(bytes: Buffer): Promise<Decoded | Rejected>;
  /** Throws an `InvalidRecordError` that names the wrong fields, never their values. */
  encode<T>(topic: string, type: RecordType<T>, value: T): Promise<Buffer>;
}

export class InvalidRecordError extends Error {
  override readonly name = 'InvalidRecordError';
  readonly fields: readonly string[];
  constructor(type: RecordType, fields: readonly string[]) {
    super(`not a valid ${type.fullName}: wrong or missing ${fields.join(', ') || 'value'}`);
    this.fields = fields;
  }
}

/**
 * @param types types to decode: a record is resolved to the type with the full name of its writer's schema, so that
 *   older and newer compatible versions give the same shape. Types that are only encoded need not be listed.
 */
export function createCodec(registry: Registry, types: readonly RecordType[]): Codec {
  const byName = new Map(types.map((type) => [type.fullName, type]));
  const readers = new Map<RecordType, avro.Type>();
  const readings = new Map<number, Reading | Rejected>();
  const registered = new Map<RecordType, Map<string, Promise<number>>>();

  const avroTypeOf = (type: RecordType) => remember(readers, type, () => parse(type.schema));

  /** One registration per topic, type and process; a failed one is forgotten, so that the next call asks again. */
  function schemaId(topic: string, type: RecordType): Promise<number> {
    const ofType = remember(registered, type, () => new Map<string, Promise<number>>());
    return remember(ofType, topic, () =>
      registry.register(topic, type).catch((error: unknown) => {
        ofType.delete(topic);
        throw error;
      }),
    );
  }

  return {
    async decode(bytes) {
      const framed = parseFrame(bytes);
      if (!framed)
        return undecoded('not-framed', 'the value does not start with a schema id in Confluent wire format');

      const writer = await registry.writerSchema(framed.schemaId);
      if (typeof writer === 'string') return unusable(framed.schemaId, writer);

      const type = byName.get(writer.name ?? '');
      if (!type)
        return undecoded('no-route', `no route takes records of type ${writer.name ?? 'without a name'}`);

      const reader = avroTypeOf(type);
      const reading = remember(readings, framed.schemaId, () => readingOf(reader, writer, framed.schemaId));
      if ('kind' in reading) return reading;
      const misfit = reading.check(framed.body);
      if (misfit) {
        const { reason, place, what } = misfit;
        return undecoded(
          reason,
          `the body does not match schema ${framed.schemaId}: ${place ? `at ${place} ` : ''}${what}`,
        );
      }
      try {
        const weight = { bytes: 0 };
        const value = plain(reader.fromBuffer(framed.body, reading.resolver), weight);
        return { kind: 'decoded', type, value, weight: weight.bytes };
      } catch {
        // Not expected after the check. avsc's message may quote the data, so it is dropped.
        return undecoded(
          'undecodable',
          `the body is not a complete ${type.fullName} of schema ${framed.schemaId}`,
        );
      }
    },

    async encode(topic, type, value) {
      const avroType = avroTypeOf(type);
      const wrong: string[] = [];
      if (!avroType.isValid(value, { errorHook: (path) => wrong.push(path.join('.')) })) {
        throw new InvalidRecordError(type, wrong);
      }
      return frame(await schemaId(topic, type), avroType.toBuffer(value));
    },
  };
}

const undecoded = (reason: Reason, message: string) => rejected('decode', reason, message);

function unusable(id: number, answer: Exclude<WriterSchema, avro.Type>): Rejected {
  switch (answer) {
    case 'unknown-schema':
      return undecoded('unknown-schema', `the schema registry has no schema with id ${id}`);
    case 'not-avro':
      return undecoded('not-avro', `schema ${id} is not an Avro schema`);
    case 'unusable-schema':
      return undecoded(
        'incompatible-schema',
        `schema ${id} is not a valid Avro schema, or exceeds the limits`,
      );
  }
}

/** Resolves bodies of one writer's schema to values of the reader's type. */
interface Reading {
  readonly check: BodyCheck;
  readonly resolver: avro.Resolver;
}

function readingOf(reader: avro.Type, writer: avro.Type, id: number): Reading | Rejected {
  try {
    return { resolver: reader.createResolver(writer), check: bodyCheck(writer, reader) };
  } catch {
    return undecoded(
      'incompatible-schema',
      `schema ${id} is not compatible with the ${reader.name} of this application`,
    );
  }
}

const parse = (schema: RecordSchema) =>
  avro.Type.forSchema(structuredClone(schema) as unknown as avro.Schema, { typeHook: plainMaps });

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
