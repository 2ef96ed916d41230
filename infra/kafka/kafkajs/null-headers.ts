import type { IHeaders } from 'ktb-kafkajs';
import type { RecordHeader } from '../../../consumers/bridge/inbound-record.ts';
import { internal, replaceInternal, type Encoder, type Long } from './internals.ts';

type HeaderValue = Buffer | string | null;

interface OutboundRecord {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number | Long;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[]>> | readonly RecordHeader[];
}

type EncodeRecord = (record: OutboundRecord) => Encoder;

const NewEncoder = internal<new () => Encoder>('protocol/encoder.js');

/** Headers that are written in the order of the list, for which kafkajs has no type. */
export const headersInOrder = (list: readonly RecordHeader[]): IHeaders => list as unknown as IHeaders;

/**
 * Kafka lets a header have no value. kafkajs 2.2.4 decodes that to null and writes a null as -1, but cannot compute its
 * size (`sizeOfHeaders`): such a record could be read and not be written again. It has no way to write repeated headers
 * between others, either. Records with a null header or a list of headers are encoded here, and all others by kafkajs.
 */
replaceInternal<EncodeRecord>('protocol/recordBatch/record/v0/index.js', (encodeRecord) => (record) => {
  const headers = pairsOf(record.headers ?? {});
  const isOurs = isList(record.headers) || headers.some(([, value]) => value === null);
  return isOurs ? encode(record, headers) : encodeRecord(record);
});

const pairsOf = (headers: NonNullable<OutboundRecord['headers']>): (readonly [string, HeaderValue])[] =>
  isList(headers)
    ? [...headers]
    : Object.entries(headers).flatMap(([name, value]) =>
        isList(value) ? value.map((one) => [name, one] as const) : [[name, value] as const],
      );

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
const isList = <T>(value: T): value is Extract<T, readonly unknown[]> => Array.isArray(value);
