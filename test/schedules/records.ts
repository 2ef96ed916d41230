import { signal, signalWithStart, start, ignore } from '../../consumers/bridge/command.ts';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { route, type Route } from '../../consumers/bridge/route.ts';
import type { Codec } from '../../schemas/bridge/codec.ts';
import { recordType, type RecordType } from '../../schemas/bridge/record-type.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';

export const TOPIC = 't';

/** A record of the topic, as its producer meant it. */
export interface Produced {
  readonly to: string;
  readonly op: 'signalWithStart' | 'signal' | 'start' | 'ignore';
  /** The name that its producer gave the event. Default: none, so that its place is its name. */
  readonly name?: string;
  /** It cannot be decoded. */
  readonly isBad?: boolean;
  /** The registry has to be asked for its schema. */
  readonly isSlow?: boolean;
}

const typeOf = (name: string): RecordType<Produced> =>
  recordType<Produced>({ type: 'record', namespace: 'schedules.v1', name, fields: [] });

const TYPES: Readonly<Record<Produced['op'], RecordType<Produced>>> = {
  signalWithStart: typeOf('SignalWithStart'),
  signal: typeOf('Signal'),
  start: typeOf('Start'),
  ignore: typeOf('Ignore'),
};

const workflow = (to: string) => ({ workflowId: to, taskQueue: 'q' });

export const ROUTES: readonly Route[] = [
  route(TOPIC, TYPES.signalWithStart, ({ to }) =>
    signalWithStart('tally', 'add', { ...workflow(to), workflowArgs: [], args: [] }),
  ),
  route(TOPIC, TYPES.signal, ({ to }) => signal('add', { workflowId: to, args: [] })),
  route(TOPIC, TYPES.start, ({ to }) => start('tally', { ...workflow(to), args: [] })),
  route(TOPIC, TYPES.ignore, () => ignore('on purpose')),
];

/** A partition's log. It has offsets without a record, as compaction and transactions leave them. */
export class Log {
  /** By their offsets, ascending. */
  readonly records = new Map<number, Produced>();
  /** The offset of the next record. */
  end = 0;

  append(record: Produced): void {
    this.records.set(this.end, record);
    this.end += 1;
  }

  /** Offsets of the records in a part of the log. */
  between(from: number, to: number): number[] {
    return [...this.records.keys()].filter((offset) => offset >= from && offset < to);
  }

  registerSchema(): void {
    for (const [offset, record] of this.records) this.records.set(offset, { ...record, isBad: false });
  }
}

/** A record's bytes are its offset, from which the codec finds what it is. */
export const bytesOf = (offset: number) => ({
  key: Buffer.from('k'),
  value: Buffer.from(String(offset)),
});

export const headersOf = ({ name }: Produced): InboundRecord['headers'] =>
  name === undefined ? {} : { ce_source: Buffer.from('s'), ce_id: Buffer.from(name) };

export const codecOf = (log: Log, ask: <T>(answer: () => T) => Promise<T>): Pick<Codec, 'decode'> => ({
  async decode(bytes) {
    const offset = Number(bytes.toString());
    const decoded = () => decodedOf(log.records.get(offset)!);
    return log.records.get(offset)!.isSlow ? ask(decoded) : decoded();
  },
});

const decodedOf = (produced: Produced) =>
  produced.isBad
    ? rejected('decode', 'unknown-schema', 'its schema is not registered')
    : ({ kind: 'decoded', type: TYPES[produced.op], value: produced } as const);
