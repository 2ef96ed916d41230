import { expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { deadLetterOf, trimmed, type OutboundRecord } from '../../../consumers/bridge/dead-letter.ts';
import { identify } from '../../../consumers/bridge/event-identity.ts';
import { KafkaError } from '../../../infra/kafka/errors.ts';
import { deadLettersTo } from '../../../infra/kafka/write-dead-letter.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { randomOf } from '../../fuzz/random.ts';
import { aRecord } from '../../consumers/bridge/record.ts';

/** The same bytes each time, which no compression makes smaller. */
const incompressible = (length: number) => randomOf(1).bytes(length);

/** A record with this value as it is dead-lettered, for a reason that takes some room, compressed or not. */
function letterOf(value: Buffer): OutboundRecord {
  const record = aRecord({ value });
  const event = identify(record, { cluster: 'c', incarnation: 1, trustCloudEventIds: true });
  const why = rejected('route', 'invalid', incompressible(450).toString('hex'));
  return deadLetterOf(record, event, 'r', why);
}

/** How many bytes a broker counts of a record. */
function sizeOf(record: OutboundRecord, isCompressed: boolean): number {
  const plain = Buffer.from(JSON.stringify({ ...record, value: record.value!.toString('latin1') }));
  return (isCompressed ? gzipSync(plain) : plain).length;
}

/** What of a dead letter is written to a topic that takes records of so many bytes. */
async function written(maxBytes: number, letter: OutboundRecord) {
  const taken: OutboundRecord[] = [];
  const send = async (sent: OutboundRecord, _?: AbortSignal, isCompressed = false) => {
    if (sizeOf(sent, isCompressed) > maxBytes) throw new KafkaError('refused', 'too large');
    taken.push(sent);
  };
  const write = deadLettersTo({ send }, () => undefined);
  await write(letter, new AbortController().signal);
  return taken[0]!.headers;
}

it('a record that only fits compressed, as its original did, is written whole', async () => {
  expect(await written(10_000, letterOf(Buffer.alloc(1_000_000)))).toHaveProperty('ktb_route');
});

it('one that compression does not help loses the headers that replay can do without', async () => {
  const letter = letterOf(incompressible(10_000));
  const limit = sizeOf(trimmed(letter), true);
  expect(sizeOf(letter, true)).toBeGreaterThan(limit);
  const headers = await written(limit, letter);
  expect(headers).toHaveProperty('ktb_event_id');
  expect(headers).not.toHaveProperty('ktb_route');
});
