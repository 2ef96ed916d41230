import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { loadConfig } from '../../../infra/settings/config.ts';
import { run } from '../../../infra/stack/tools.mjs';
import { itUnless } from '../../skip.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { pythonWithPackages } from '../python-client/python.ts';
import { compressionsIn, createTopic, client, readTopic } from './topic.ts';

const CODECS: [name: string, type: number][] = [
  ['gzip', 1],
  ['snappy', 2],
  ['lz4', 3],
  ['zstd', 4],
];

const COUNT = 500;
/** Long enough that a batch takes several blocks of Snappy or LZ4; alike, and not quite. */
const VALUES = Array.from({ length: COUNT }, (_, index) =>
  `${index} `.repeat(index % 50).padEnd(200 + index, 'abc'),
);

async function expectValues(topic: string, type: number): Promise<void> {
  const read = await readTopic(topic, ({ length }) => length >= COUNT);
  expect(read.map(({ message }) => message.value?.toString())).toEqual(VALUES);
  expect(new Set(compressionsIn(topic, 0))).toEqual(new Set([type]));
}

it.each(CODECS)('what Java compresses with %s is read', async (name, type) => {
  // Told so, the broker itself compresses what comes.
  const topic = await createTopic(`java-${name}`, 1, { 'compression.type': name });
  const producer = client.producer();
  await producer.connect();
  await producer.send({ topic, messages: VALUES.map((value) => ({ value })) });
  await producer.disconnect();
  await expectValues(topic, type);
});

const found = await pythonWithPackages();

itUnless(
  'missing' in found ? found.missing : undefined,
  'what librdkafka compresses with gzip, snappy, lz4 and zstd is read',
  async () => {
    const file = join(temporaryFolder(), 'values.json');
    writeFileSync(file, JSON.stringify(VALUES));
    for (const [name, type] of CODECS) {
      const topic = await createTopic(`librdkafka-${name}`, 1);
      const writer = join(import.meta.dirname, 'writer.py');
      const args = [writer, loadConfig().kafka.brokers.join(','), topic, name, file];
      await run('python' in found ? found.python : '', args, { missing: 'the cached Python is gone' });
      await expectValues(topic, type);
    }
  },
);
