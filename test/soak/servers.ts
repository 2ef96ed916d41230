import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { createLogger } from '../../infra/logger.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import type { Ports } from '../../infra/settings/stack-ports.ts';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { recordType, type RecordType } from '../../schemas/bridge/record-type.ts';
import { isRejected } from '../../schemas/bridge/rejected.ts';
import { eventually } from '../eventually.ts';
import { plainKafka } from '../plain-kafka.ts';
import { localServers } from '../../infra/testing/local-servers.ts';
import { audit, type Findings } from './audit.ts';
import type { Planned } from './plan.ts';
import { openMixedWriter } from './mixed-writer.ts';
import { bytesOf, headersOf, idOf } from './outgoing.ts';
import { COMPACTED, Counted, Filler, Opened, PARTITIONS, TOPIC } from './records.ts';

/**
 * Not the usual ports, nor any that the system gives away: while a server is down nobody else may take its port, or the
 * bridges would go on with a stranger.
 */
function portsOfItsOwn(): Partial<Ports> {
  const first = 12_000 + ((process.pid * 8) % 16_000);
  return {
    kafka: first,
    kafkaController: first + 1,
    registry: first + 2,
    temporal: first + 3,
    temporalUi: first + 4,
  };
}

/** Closes a file of the log after a second, and has the cleaner take it up. */
const COMPACTION = Object.entries({
  'cleanup.policy': 'compact',
  'segment.ms': '1000',
  'min.cleanable.dirty.ratio': '0.01',
  'file.delete.delay.ms': '0',
}).map(([name, value]) => ({ name, value }));

const TOPICS = [TOPIC, COMPACTED];

/** Servers of the soak's own, its topics, and what can be seen there from outside. */
export async function openSoak() {
  const folder = mkdtempSync(join(tmpdir(), 'ktb-soak-'));
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  process.env['KTB_STATE_DIR'] = join(folder, 'stack');
  process.env['KTB_GROUP_ID'] = 'soak';
  process.env['KTB_LOG_LEVEL'] = 'info';
  const servers = await localServers(process.env['KTB_STATE_DIR'], portsOfItsOwn());
  const config = loadConfig();
  const kafka = connectKafka(config.kafka, createLogger('silent'));
  const codec = createCodec(connectRegistry(config.registry), [Opened, Counted, Filler]);
  let opened: RecordType<Opened> = Opened;
  const producer = createRecordProducer(kafka);
  const admin = plainKafka(config.kafka.brokers).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: TOPICS.flatMap((topic) => [
      { topic, numPartitions: PARTITIONS, configEntries: topic === COMPACTED ? COMPACTION : [] },
      { topic: deadLetterTopic(topic), numPartitions: PARTITIONS },
    ]),
  });
  const mixed = await openMixedWriter(config.kafka, kafka, codec);

  return {
    logs,
    dir: process.env['KTB_STATE_DIR'],
    admin,
    mixed,
    /** To the topic that is not compacted, in no transaction. */
    async produce(planned: readonly Planned[]): Promise<void> {
      for (const record of planned) {
        await producer.send({
          topic: TOPIC,
          key: Buffer.from(idOf(record)),
          value: await bytesOf(codec, record, TOPIC, opened),
          headers: headersOf(record),
        });
      }
    },
    /** From now on workflows are opened by records of a schema that no bridge has met yet. */
    async renewSchema(): Promise<void> {
      const { schema } = opened;
      const field = { name: `since${Date.now()}`, type: 'int', default: 0 };
      opened = recordType({ ...schema, fields: [...schema.fields, field] });
      await bytesOf(codec, { kind: 'opened', value: { id: 'registers it' } }, TOPIC, opened);
    },
    /** Offsets that the group has committed, and those that it has not. */
    async progress(): Promise<{ committed: number; lag: number }> {
      const [groups, ends] = await Promise.all([
        admin.fetchOffsets({ groupId: 'soak', topics: TOPICS }),
        Promise.all(TOPICS.map((topic) => admin.fetchTopicOffsets(topic))),
      ]);
      const sum = (offsets: readonly { offset: string }[]) =>
        offsets.reduce((total, { offset }) => total + Math.max(0, Number(offset)), 0);
      const committed = sum(groups.flatMap(({ partitions }) => partitions));
      return { committed, lag: sum(ends.flat()) - committed };
    },
    async members(): Promise<string[]> {
      const { groups } = await admin.describeGroups(['soak']);
      return groups[0]?.members.map(({ memberId }) => memberId) ?? [];
    },
    /** What the comparison finds; the last workflows may still be on their way to their end, so it waits for a while. */
    async audit(): Promise<Findings> {
      let latest = await look();
      await eventually(async () => {
        if (latest.lost.length === 0) return true;
        latest = await look();
        return false;
      }, 20_000).catch(() => undefined);
      return latest;
    },
    /** Keeps the logs of the processes where somebody will want to read them. */
    async close(): Promise<void> {
      await Promise.allSettled([producer.close(), mixed.close(), admin.disconnect()]);
      await servers.stop();
      if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
      else process.stderr.write(`  the logs are in ${logs}\n`);
    },
  };

  async function look(): Promise<Findings> {
    const connection = await Connection.connect(config.temporal.connection);
    try {
      const client = new Client({ connection, namespace: config.temporal.namespace });
      const records = await Promise.all(
        (await recordsOf(TOPICS)).map(async (record) => {
          const decoded = record.value ? await codec.decode(record.value) : undefined;
          return { ...record, decoded: decoded && !isRejected(decoded) ? decoded : undefined };
        }),
      );
      return await audit(client, records, await recordsOf(TOPICS.map(deadLetterTopic)), mixed.abortedIds);
    } finally {
      await connection.close();
    }
  }

  async function recordsOf(topics: readonly string[]): Promise<InboundRecord[]> {
    const records: InboundRecord[] = [];
    for (const topic of topics)
      await kafka.readLog({ topic, onRecord: (record) => void records.push(record) });
    return records;
  }
}
