import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { deadLetterOf } from '../../consumers/bridge/dead-letter.ts';
import { identify } from '../../consumers/bridge/event-identity.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { deadLettersTo } from '../../infra/kafka/write-dead-letter.ts';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';
import { aRecord } from '../consumers/bridge/record.ts';
import { silent } from './watch.ts';
import { plainKafka } from '../plain-kafka.ts';
import { seededRandom } from '../seed.ts';

const { signal: never } = new AbortController();
const random = seededRandom();

/** A dead-letter topic that takes records of so many bytes, and a write of one to it. */
async function written(maxBytes: number, valueBytes: number) {
  const kafka = connectKafka(loadConfig().kafka, silent);
  const topic = `large-${randomUUID()}`;
  const admin = plainKafka().admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      {
        topic: deadLetterTopic(topic),
        configEntries: [{ name: 'max.message.bytes', value: String(maxBytes) }],
      },
    ],
  });
  await admin.disconnect();
  const record = aRecord({ topic, value: random.bytes(valueBytes), headers: { colour: 'blue' } });
  const event = identify(record, { cluster: 'c', incarnation: 1, trustCloudEventIds: true });
  const letter = deadLetterOf(record, event, 'r', rejected('route', 'invalid', 'm'.repeat(900)));
  const producer = createRecordProducer(kafka);
  try {
    await deadLettersTo(producer, () => undefined)(letter, never);
  } finally {
    await producer.close();
  }
  const found: InboundRecord[] = [];
  await kafka.readLog({ topic: letter.topic, onRecord: (each) => void found.push(each) });
  return found[0]!;
}

it('a dead letter is written complete if it fits', async () => {
  const { headers, value } = await written(10_000, 2_000);
  expect(value).toHaveLength(2_000);
  expect(Object.keys(headers)).toEqual(expect.arrayContaining(['colour', 'ktb_reason', 'ktb_route']));
});

it('one that is too large for its topic loses the headers that replay can do without, rather than block for ever', async () => {
  const { headers, value } = await written(2_800, 2_000);
  expect(value).toHaveLength(2_000);
  expect(Object.keys(headers)).toEqual(
    expect.arrayContaining(['colour', 'ktb_reason', 'ktb_event_id', '__connect.errors.offset']),
  );
  expect(headers).not.toHaveProperty('__connect.errors.exception.message');
});

it('one that is too large even so fails at once, and holds nothing up', async () => {
  await expect(written(1_000, 2_000)).rejects.toThrow(/larger than the max message size/i);
});
