import { Client, Connection } from '@temporalio/client';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { Endpoints } from '../../infra/settings/local-endpoints.ts';

const TOPIC = 'orders.placed';
const SCHEMA = JSON.stringify({ type: 'record', name: 'Trace', fields: [] });
const JSON_TYPE = { 'content-type': 'application/json' };

/** Leaves something behind in every server of a stack. */
export async function leaveTraces(endpoints: Endpoints) {
  const producer = kafkaOf(endpoints).producer();
  await producer.connect();
  await producer.send({ topic: TOPIC, messages: ['1', '2', '3'].map((value) => ({ key: 'k', value })) });
  await producer.disconnect();

  await fetch(`${endpoints.registry}/subjects/trace/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: SCHEMA }),
  });
  await withTemporal(endpoints, (connection) =>
    new Client({ connection }).workflow.start('trace', { taskQueue: 'nobody', workflowId: 'trace' }),
  );
  await fetch(`${endpoints.simulator}/payments`, {
    method: 'POST',
    headers: { ...JSON_TYPE, 'Idempotency-Key': 'trace' },
    body: JSON.stringify({ orderId: 'trace', customerId: 'c', amountMinor: 100, currency: 'EUR' }),
  });
  return seeTraces(endpoints);
}

/** What is there of the traces. */
export async function seeTraces(endpoints: Endpoints) {
  const offsets = await withAdmin(endpoints, (admin) => admin.fetchTopicOffsets(TOPIC));
  const schema = await fetch(`${endpoints.registry}/subjects/trace/versions/latest`);
  const workflow = await withTemporal(endpoints, (connection) =>
    new Client({ connection }).workflow.getHandle('trace').describe(),
  );
  const ledger = await fetch(`${endpoints.simulator}/ledger`);
  const { charged } = (await ledger.json()) as { charged: object[] };
  return {
    records: offsets.reduce((sum, { high }) => sum + Number(high), 0),
    schema: await schema.json(),
    workflow: { runId: workflow.runId, status: workflow.status.name },
    charged,
  };
}

const kafkaOf = ({ kafka }: Endpoints) => new Kafka({ brokers: [kafka], logLevel: logLevel.NOTHING });

export async function withAdmin<T>(endpoints: Endpoints, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaOf(endpoints).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

export async function withTemporal<T>(
  { temporal }: Endpoints,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address: temporal });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
