import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KafkaMessage } from 'ktb-kafkajs';
import { loadConfig } from '../../../infra/settings/config.ts';
import { createClient } from '../../../infra/kafka/kafkajs/client.ts';
import { isEndMark } from '../../../infra/kafka/kafkajs/end-of-batch.ts';
import { connectionOf } from '../../../infra/kafka/kafkajs/connection.ts';
import { serverDir, stateDir } from '../../../infra/settings/stack-state.ts';
import { eventually } from '../../eventually.ts';
import { batchesIn, recordCountsIn as recordCountsInFolder } from '../../log-files.ts';
import { silent } from '../watch.ts';

/** kafkajs with the patches of the bridge, and the bridge's ports on it. */
export const client = createClient(loadConfig().kafka, silent);
export const kafka = connectionOf(client);

/** A topic of one test. */
export async function createTopic(
  name: string,
  partitions: number,
  config: Readonly<Record<string, string>> = {},
): Promise<string> {
  const topic = `${name}-${Date.now()}`;
  const admin = client.admin();
  await admin.connect();
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic, numPartitions: partitions, configEntries }],
  });
  await admin.disconnect();
  return topic;
}

export interface Read {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Reads a topic with a plain consumer of kafkajs until there is enough, and gives all that came. */
export async function readTopic(
  topic: string,
  isEnough: (read: readonly Read[]) => boolean,
): Promise<Read[]> {
  const read: Read[] = [];
  const consumer = client.consumer({ groupId: groupOf(topic), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    async eachMessage({ partition, message }) {
      if (!isEndMark(message)) read.push({ partition, message });
    },
  });
  try {
    await eventually(() => isEnough(read));
  } finally {
    await consumer.disconnect();
  }
  return read;
}

/** Has `readTopic` begin there, as a group does that has committed it. */
export async function beginAt(topic: string, partition: number, offset: string): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  await admin.setOffsets({ groupId: groupOf(topic), topic, partitions: [{ partition, offset }] });
  await admin.disconnect();
}

const groupOf = (topic: string) => `reader-of-${topic}`;

const folderOf = (topic: string, partition: number): string =>
  join(serverDir(stateDir(), 'kafka'), 'data', `${topic}-${partition}`);

/** A partition's first file of records; the broker hands out what it holds as it is. */
const fileOf = (topic: string, partition: number): string =>
  join(folderOf(topic, partition), '00000000000000000000.log');

/** Changes what is on the broker's disk. */
export function changeLog(topic: string, partition: number, change: (log: Buffer) => void): void {
  const log = readFileSync(fileOf(topic, partition));
  change(log);
  writeFileSync(fileOf(topic, partition), log, { flag: 'r+' });
}

/** How each batch of a partition is compressed: three bits of its attributes. */
export const compressionsIn = (topic: string, partition: number): number[] =>
  batchesIn(fileOf(topic, partition)).map((batch) => batch.readInt16BE(21) & 0b111);

/** How many records each batch holds, by segment. */
export const recordCountsIn = (topic: string, partition: number): number[][] =>
  recordCountsInFolder(folderOf(topic, partition));
