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
import { Counted, Opened, PARTITIONS, TOPIC } from './records.ts';

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

/** Servers of the soak's own, its topic, and what can be seen there from outside. */
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
  const codec = createCodec(connectRegistry(config.registry), [Opened, Counted]);
  let opened: RecordType<Opened> = Opened;
  const producer = createRecordProducer(kafka);
  const admin = plainKafka(config.kafka.brokers).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [TOPIC, deadLetterTopic(TOPIC)].map((topic) => ({ topic, numPartitions: PARTITIONS })),
  });

  return {
    logs,
    dir: process.env['KTB_STATE_DIR'],
    admin,
    async produce(planned: readonly Planned[]): Promise<void> {
      for (const record of planned) {
        const id = 'id' in record ? record.id : record.value.id;
        await producer.send({
          topic: TOPIC,
          key: Buffer.from(id),
          value: await bytesOf(record),
          headers:
            'name' in record && record.name !== undefined ? { ce_source: '/soak', ce_id: record.name } : {},
        });
      }
    },
    /** From now on workflows are opened by records of a schema that no bridge has met yet. */
    async renewSchema(): Promise<void> {
      const { schema } = opened;
      const field = { name: `since${Date.now()}`, type: 'int', default: 0 };
      opened = recordType({ ...schema, fields: [...schema.fields, field] });
      await bytesOf({ kind: 'opened', value: { id: 'registers it' } });
    },
    /** Offsets that the group has committed, and those that it has not. */
    async progress(): Promise<{ committed: number; lag: number }> {
      const [[group], ends] = await Promise.all([
        admin.fetchOffsets({ groupId: 'soak', topics: [TOPIC] }),
        admin.fetchTopicOffsets(TOPIC),
      ]);
      const sum = (offsets: readonly { offset: string }[]) =>
        offsets.reduce((total, { offset }) => total + Math.max(0, Number(offset)), 0);
      const committed = sum(group?.partitions ?? []);
      return { committed, lag: sum(ends) - committed };
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
      await Promise.allSettled([producer.close(), admin.disconnect()]);
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
        (await recordsOf(TOPIC)).map(async (record) => {
          const decoded = record.value ? await codec.decode(record.value) : undefined;
          return { ...record, decoded: decoded && !isRejected(decoded) ? decoded : undefined };
        }),
      );
      return await audit(client, records, await recordsOf(deadLetterTopic(TOPIC)));
    } finally {
      await connection.close();
    }
  }

  async function recordsOf(topic: string): Promise<InboundRecord[]> {
    const records: InboundRecord[] = [];
    await kafka.readLog({ topic, onRecord: (record) => void records.push(record) });
    return records;
  }

  async function bytesOf(record: Planned): Promise<Buffer | null> {
    switch (record.kind) {
      case 'opened':
        return codec.encode(TOPIC, opened, record.value);
      case 'counted':
        return codec.encode(TOPIC, Counted, record.value);
      case 'garbage':
        return Buffer.from('garbage');
      case 'tombstone':
        return null;
    }
  }
}
