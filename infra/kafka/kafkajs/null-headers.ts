import { internal, replaceInternal, type Encoder, type Long } from './internals.ts';

type HeaderValue = Buffer | string | null;

interface OutboundRecord {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number | Long;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>;
}

type EncodeRecord = (record: OutboundRecord) => Encoder;

const NewEncoder = internal<new () => Encoder>('protocol/encoder.js');

/**
 * Kafka lets a header have no value. kafkajs 2.2.4 decodes that to null and writes a null as -1, but cannot tell its
 * size (`sizeOfHeaders`): such a record could be read and not be written again. Records without a null header go
 * kafkajs's own way; the others are encoded here, and measured once they are.
 */
replaceInternal<EncodeRecord>('protocol/recordBatch/record/v0/index.js', (encodeRecord) => (record) => {
  const headers = Object.entries(record.headers ?? {}).flatMap(([name, value]) =>
    isList(value) ? value.map((one) => [name, one] as const) : [[name, value] as const],
  );
  return headers.some(([, value]) => value === null) ? encode(record, headers) : encodeRecord(record);
});

function encode(
  { offsetDelta = 0, timestampDelta = 0, key, value }: OutboundRecord,
  headers: (readonly [name: string, value: HeaderValue])[],
): Encoder {
  const NO_ATTRIBUTES = 0;
  const body = new NewEncoder()
    .writeInt8(NO_ATTRIBUTES)
    .writeVarLong(timestampDelta)
    .writeVarInt(offsetDelta)
    .writeVarIntBytes(key)
    .writeVarIntBytes(value)
    .writeVarInt(headers.length);
  for (const [name, of] of headers) body.writeVarIntString(name).writeVarIntBytes(of);
  return new NewEncoder().writeVarInt(body.size()).writeEncoder(body);
}

/** `Array.isArray` does not narrow what is read-only. */
const isList = (value: HeaderValue | readonly HeaderValue[]): value is readonly HeaderValue[] =>
  Array.isArray(value);
