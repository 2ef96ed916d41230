import type { Codec, Decoded } from '../../schemas/bridge/codec.ts';
import { rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import { ignore, type Ignore } from './command.ts';
import type { InboundRecord } from './inbound-record.ts';
import type { Route } from './route.ts';

export interface DecoderParts {
  readonly routes: readonly Route[];
  readonly codec: Pick<Codec, 'decode'>;
}

/** Resolves once the schema registry has answered, however long that takes. Rejects only for unexpected errors. */
export type DecodeRecord = (record: InboundRecord) => Promise<Decoded | Rejected | Ignore>;

/** The stage that makes a value of a record's bytes. */
export const decoder = ({ routes, codec }: DecoderParts): DecodeRecord =>
  async function decodeRecord({ topic, value }) {
    if (value !== null) return codec.decode(value);
    const [first] = routes.filter((route) => route.topic === topic);
    return first?.tombstone === 'dead-letter'
      ? rejected('decode', 'tombstone', 'the record has no value')
      : ignore('tombstone');
  };
