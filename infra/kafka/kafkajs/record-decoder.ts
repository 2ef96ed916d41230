import type { RecordHeader } from '../../../consumers/bridge/inbound-record.ts';
import { internal, replaceInternal, type Decoder, type Long } from './internals.ts';
import { charge } from './decoded-memory.ts';

/** What the records of a batch have in common: one object for all of them. */
interface BatchContext {
  readonly magicByte?: number;
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp?: string;
  readonly timestampType?: number;
  readonly isControlBatch?: boolean;
}

export type Headers = Record<string, HeaderValue | HeaderValue[]>;
type HeaderValue = Buffer | null;

const long = internal<{ fromValue(value: string): Long }>('utils/long.js');
const { LOG_APPEND_TIME } = internal<{ LOG_APPEND_TIME: number }>('protocol/timestampTypes.js');

/**
 * kafkajs 2.2.4 copies all headers for each further one, which takes 24 s for 10,000, into an object in which a header
 * named `toString` or `constructor` finds Object's own, and one named `__proto__` is lost. Here they fill one object
 * that inherits nothing, and a record that ends before or after its own length is refused.
 */
replaceInternal<(decoder: Decoder, context: BatchContext) => unknown>(
  'protocol/recordBatch/record/v0/decoder.js',
  () => (decoder, batchContext) => {
    const { magicByte, isControlBatch: isControlRecord = false } = batchContext;
    const attributes = decoder.readInt8();
    const timestamp = timestampOf(batchContext, decoder.readVarLong());
    const offset = long.fromValue(batchContext.firstOffset).add(decoder.readVarInt()).toString();
    const key = decoder.readVarIntBytes();
    const value = decoder.readVarIntBytes();
    const count = decoder.readVarInt();
    // Before the headers are there, as they may be what there is too much of.
    charge(batchContext, decoder.buffer.length, count);
    const headers = decodeHeaders(decoder, count);
    if (decoder.offset !== decoder.buffer.length) throw new Error('a record is not as long as it says');
    return { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext };
  },
);

/** The headers of a record as it has them, beside the object that kafkajs wants. */
const lists = new WeakMap<object, RecordHeader[]>();

/** The headers in the order of the record, a repeated name with each of its values. */
export const headerListOf = (headers: object | undefined): readonly RecordHeader[] =>
  (headers && lists.get(headers)) ?? [];

/** A name that comes once has its value, one that comes again all of its values in a list, in their order. */
function decodeHeaders(decoder: Decoder, count: number): Headers {
  const headers = Object.create(null) as Headers;
  const list: RecordHeader[] = [];
  lists.set(headers, list);
  for (let left = count; left > 0; left -= 1) {
    if (!decoder.canReadBytes(1)) throw new Error('a record has fewer headers than it says');
    const name = decoder.readVarIntString() ?? '';
    const value = decoder.readVarIntBytes();
    list.push([name, value]);
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else headers[name] = [before, value];
  }
  return headers;
}

const timestampOf = ({ timestampType, firstTimestamp, maxTimestamp }: BatchContext, delta: Long) =>
  timestampType === LOG_APPEND_TIME && maxTimestamp
    ? maxTimestamp
    : long.fromValue(firstTimestamp).add(delta).toString();
