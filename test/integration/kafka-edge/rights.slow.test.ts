import { afterAll, beforeAll, expect, it } from '@jest/globals';
import kafkajs, {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { openPartition } from '../../../consumers/bridge/partition.ts';
import type { RecordSource } from '../../../consumers/bridge/source.ts';
import { connectKafka } from '../../../infra/kafka/client.ts';
import { createTopics } from '../../../infra/stack/kafka.ts';
import { stages } from '../../consumers/bridge/stages.ts';
import { eventually } from '../../eventually.ts';
import { reasonsOf } from '../../reasons-of.ts';
import { ktb } from '../ktb.ts';
import { silent } from '../watch.ts';
import { LOGIN, startSecuredBroker } from './secured-broker.ts';

/** A login that has rights on some topics, and not on others. */
const { TOPIC, GROUP } = AclResourceTypes;
const { ALL, DESCRIBE, READ } = AclOperationTypes;
let broker: Awaited<ReturnType<typeof startSecuredBroker>>;
let source: RecordSource | undefined;

beforeAll(async () => {
  broker = await startSecuredBroker();
  const topics = ['read', 'seen', 'hidden', 'orders.placed', 'orders.placed.dlq'];
  await eventually(() =>
    createTopics(
      broker.listeners.V4,
      topics.map((name) => ({ name, partitions: 1 })),
    ).then(() => true),
  );
  await allow(GROUP, 'rights', ALL);
  await allow(TOPIC, 'read', ALL);
  await allow(TOPIC, 'seen', DESCRIBE);
});
afterAll(async () => {
  await source?.stop(10_000);
  await broker?.stop();
});

const plain = () => new kafkajs.Kafka({ brokers: [broker.listeners.V4], logLevel: kafkajs.logLevel.NOTHING });

async function allow(resourceType: AclResourceTypes, resourceName: string, operation: AclOperationTypes) {
  const admin = plain().admin();
  await admin.connect();
  const rule = { resourceType, resourceName, operation, permissionType: AclPermissionTypes.ALLOW };
  const who = { principal: `User:${LOGIN.username}`, host: '*' };
  await admin.createAcls({ acl: [{ ...rule, ...who, resourcePatternType: ResourcePatternTypes.LITERAL }] });
  await admin.disconnect();
}

async function send(topic: string, value: string) {
  const producer = plain().producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value }] });
  await producer.disconnect();
}

it('a topic that the login may see and not read is named, and keeps no other from being read; it is read once it may be', async () => {
  const sasl = { mechanism: 'plain', ...LOGIN } as const;
  const kafka = connectKafka({ brokers: [broker.listeners.LOGIN], ssl: false, sasl }, silent);
  const settings = { incarnation: 1, startFrom: 'beginning' } as const;
  const seen: string[] = [];
  source = kafka.source({
    groupId: 'rights',
    topics: new Map([
      ['read', settings],
      ['seen', settings],
    ]),
    log: silent,
    commitEveryMs: 100,
    onCrash: () => undefined,
  });
  await source.start(() =>
    openPartition(
      stages({
        async dispatch({ topic, value }) {
          seen.push(`${topic} ${String(value)}`);
        },
      }),
    ),
  );
  await send('read', '1');
  await send('seen', '1');
  await eventually(() => seen.includes('read 1'));
  await eventually(() => reasonsOf(source!).some((reason) => reason.includes('seen: give it READ on it')));
  expect(reasonsOf(source)).toHaveLength(1);

  await allow(TOPIC, 'seen', READ);
  await eventually(() => seen.includes('seen 1'));
  await eventually(() => reasonsOf(source!).length === 0);
});

it('a topic that the login may not see is one sentence, which says so', async () => {
  const env = {
    KTB_KAFKA_BROKERS: broker.listeners.LOGIN,
    KTB_KAFKA_SASL_MECHANISM: 'plain',
    KTB_KAFKA_SASL_USERNAME: LOGIN.username,
    KTB_KAFKA_SASL_PASSWORD: LOGIN.password,
  };
  const listed = await ktb(['dlq', 'list', 'orders.placed'], { env });
  expect([listed.code, listed.stderr]).toEqual([
    1,
    expect.stringMatching(
      /^ktb: Kafka at \S+ does not let the login see topic orders\.placed\.dlq: give it DESCRIBE on it$/m,
    ),
  ]);
  const started = await ktb(['consumers'], { env });
  expect([started.code, started.stderr]).toEqual([
    1,
    expect.stringMatching(/Kafka does not let the login see orders\.placed, orders\.placed\.dlq, /),
  ]);
});
