import { expect, it } from '@jest/globals';
import { eventually } from '../../eventually.ts';
import { client, createTopic, readTopic, recordCountsIn } from './topic.ts';

/** Some two segments of them, of which a broker hands out one at a time. */
const KEYS = 2_000;
const SEGMENT_BYTES = 1_048_576;

/** Each key once, by a producer of its own; brokers keep the last batch of each, even without records. */
async function writeAll(topic: string, version: string): Promise<void> {
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (let from = 0; from < KEYS; from += 100) {
    const keys = Array.from({ length: 100 }, (_, at) => `r${from + at}`);
    const messages = keys.map((key) => ({ key, value: `${version} ${'x'.repeat(1_000)}` }));
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
}

/** The cleaner took every record of a segment, and left a batch. */
const hasSegmentWithoutRecords = (topic: string): boolean =>
  recordCountsIn(topic, 0).some((counts) => counts.length > 0 && counts.every((count) => count === 0));

it('K2: a compacted log whose first batches hold no records is read to its end', async () => {
  const topic = await createTopic('refreshed', 1, {
    'cleanup.policy': 'compact',
    'segment.bytes': String(SEGMENT_BYTES),
    'min.cleanable.dirty.ratio': '0.01',
    'file.delete.delay.ms': '0',
  });
  await writeAll(topic, 'v0');
  await writeAll(topic, 'v1');
  const producer = client.producer();
  await producer.connect();
  // Rolls the segment: the cleaner leaves the last one alone.
  for (const key of ['newer', 'newest'])
    await producer.send({ topic, messages: [{ key, value: 'x'.repeat(600_000) }] });
  await producer.disconnect();
  await eventually(() => hasSegmentWithoutRecords(topic));

  const read = await readTopic(topic, (all) =>
    all.some(({ message }) => message.key?.toString() === 'newest'),
  );
  const first = BigInt(read[0]!.message.offset);
  expect(first).toBeGreaterThan(0n);
  const keys = new Set(read.map(({ message }) => message.key!.toString()));
  expect(keys.size).toBe(KEYS + 2);
});
