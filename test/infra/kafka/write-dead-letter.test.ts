import { expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { deadLetterOf, type OutboundRecord } from '../../../consumers/bridge/dead-letter.ts';
import { Dependency } from '../../../consumers/bridge/dependency.ts';
import { eventOf } from '../../../consumers/bridge/event.ts';
import { isKafkaOutage } from '../../../infra/kafka/errors.ts';
import { deadLettersTo } from '../../../infra/kafka/write-dead-letter.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { aRecord } from '../../consumers/bridge/record.ts';

/** What a topic that takes batches of so many bytes has of a dead letter with this value. */
async function written(maxBytes: number, value: Buffer) {
  const record = aRecord({ value });
  const event = eventOf(record, { cluster: 'c', incarnation: 1, trustCloudEventIds: true });
  const letter = deadLetterOf(
    record,
    event,
    'r',
    rejected('route', 'invalid', randomBytes(450).toString('hex')),
  );
  const taken: OutboundRecord[] = [];
  const send = async (sent: OutboundRecord, _?: AbortSignal, isCompressed = false) => {
    const plain = Buffer.from(JSON.stringify({ ...sent, value: sent.value!.toString('latin1') }));
    if ((isCompressed ? gzipSync(plain) : plain).length > maxBytes)
      throw Object.assign(new Error('too large'), {
        name: 'KafkaJSProtocolError',
        type: 'MESSAGE_TOO_LARGE',
      });
    taken.push(sent);
  };
  const deadLetters = new Dependency({ name: 'Kafka', isOutage: isKafkaOutage });
  const write = deadLettersTo({ send, close: async () => undefined }, deadLetters, () => undefined);
  await write(letter, new AbortController().signal);
  return taken[0]!.headers;
}

it('a record that only fits compressed, as its original did, is written whole', async () => {
  expect(await written(10_000, Buffer.alloc(1_000_000))).toHaveProperty('ktb_route');
});

it('one that compression does not help loses the headers that replay can do without', async () => {
  const value = Buffer.from(randomBytes(10_000).toString('hex'));
  const headers = await written(11_000, value);
  expect(headers).toHaveProperty('ktb_event_id');
  expect(headers).not.toHaveProperty('ktb_route');
});
