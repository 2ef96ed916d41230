import { expect, it } from '@jest/globals';
import { CompressionTypes } from 'ktb-kafkajs';
import { internal } from '../../../infra/kafka/kafkajs/internals.ts';
import { unreadableBatch } from '../../../infra/kafka/kafkajs/unreadable-batch.ts';
import { beginAt, changeLog, client, createTopic, readTopic, type Read } from './topic.ts';

const crc32c = internal<(bytes: Buffer) => number>('protocol/recordBatch/crc32C/index.js');

/** Every record of partition 0 but the first, in one batch, and one of partition 1. */
async function write(topic: string, values: readonly (string | Buffer)[]): Promise<void> {
  const producer = client.producer();
  await producer.connect();
  const send = (partition: number, ...batch: (string | Buffer)[]) =>
    producer.send({
      topic,
      compression: CompressionTypes.GZIP,
      messages: batch.map((value) => ({ partition, value })),
    });
  await send(0, 'before');
  await send(0, ...values);
  await send(0, 'after');
  await send(1, 'beside');
  await producer.disconnect();
}

/** The second batch of a log. */
function secondBatch(log: Buffer): Buffer {
  const start = 12 + log.readInt32BE(8);
  return log.subarray(start, start + 12 + log.readInt32BE(start + 8));
}

/** A message in a word: where it is, and its value or why there is none. */
function inShort({ partition, message }: Read): string {
  return `${partition}/${message.offset}: ${unreadableBatch(message)?.message ?? message.value?.toString()}`;
}

/** Reads until every partition has been heard of. */
async function readAsFarAsItGoes(topic: string): Promise<string[]> {
  const read = await readTopic(topic, (all) =>
    [0, 1].every((partition) =>
      all.some((one) => one.partition === partition && (partition === 1 || unreadableBatch(one.message))),
    ),
  );
  return read.map(inShort).sort();
}

const MB_65 = Buffer.alloc(65 * 2 ** 20);

it.each([
  ['becomes too much', [MB_65, 'x'], () => undefined, /decompresses to more than 67108864 bytes$/],
  [
    'was damaged on disk',
    ['x', 'y'],
    (batch: Buffer) => batch.fill(7, batch.length - 9),
    /does not have its checksum$/,
  ],
  [
    'has an unknown compression',
    ['x', 'y'],
    (batch: Buffer) => {
      batch.writeInt16BE(6, 21);
      batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
    },
    /no compression 6$/,
  ],
  [
    'says gzip and is not',
    ['x', 'y'],
    (batch: Buffer) => {
      batch.fill(7, 61);
      batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
    },
    /incorrect header check$/,
  ],
])(
  'of a batch that %s a plain consumer sees a message that says so, and all of the other partition',
  async (_, values, change, reason) => {
    const topic = await createTopic('unreadable', 2);
    await write(topic, values);
    changeLog(topic, 0, (log) => {
      change(secondBatch(log));
    });

    const read = await readAsFarAsItGoes(topic);
    expect(read.slice(0, 2)).toEqual([
      '0/0: before',
      expect.stringMatching(/^0\/2: cannot read offsets 1 to 2: /),
    ]);
    expect(read[1]).toMatch(reason);
    expect(read.at(-1)).toBe('1/0: beside');
  },
);

it('a consumer that has come to the middle of such a batch is told, too', async () => {
  const topic = await createTopic('unreadable-rest', 2);
  await write(topic, ['x', 'y', 'z']);
  changeLog(topic, 0, (log) => void secondBatch(log).fill(7, 61));
  await beginAt(topic, 0, '2');
  const [first] = await readAsFarAsItGoes(topic);
  expect(first).toMatch(/^0\/3: cannot read offsets 1 to 3: /);
});
