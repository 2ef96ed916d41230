import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs, {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { ORDER_TOPICS } from '../../../infra/stack/topics.ts';
import { createTopics } from '../../../infra/stack/kafka.ts';
import { eventually } from '../../eventually.ts';
import { ktb } from '../ktb.ts';
import { LOGIN, startSecuredBroker } from './secured-broker.ts';
import { kafkaAt } from './kafka-at.ts';

/** A broker with logins, rights and certificates: what works, and what each mistake is called. */
let broker: Awaited<ReturnType<typeof startSecuredBroker>>;
beforeAll(async () => {
  broker = await startSecuredBroker();
  await eventually(() => createTopics(broker.listeners.V4, ORDER_TOPICS).then(() => true));
  // Only a topic with records needs a group to be read.
  const producer = plain().producer();
  await producer.connect();
  await producer.send({ topic: 'orders.placed.dlq', messages: [{ value: 'no dead letter' }] });
  await producer.disconnect();
  // A broker makes its topic of groups for the first of them, which may be told to come back.
  const read = () =>
    kafkaAt(broker.listeners.V4).readLog({ topic: 'orders.placed.dlq', onRecord: () => undefined });
  await eventually(() => read().then(() => true));
  await allow(AclResourceTypes.TOPIC, '*');
  await allow(AclResourceTypes.CLUSTER, 'kafka-cluster');
});
afterAll(() => broker?.stop());

const plain = () => new kafkajs.Kafka({ brokers: [broker.listeners.V4], logLevel: kafkajs.logLevel.NOTHING });

/** Allows all of a kind to the login of the bridge; not the groups. */
async function allow(resourceType: AclResourceTypes, resourceName: string): Promise<void> {
  const admin = plain().admin();
  await admin.connect();
  const acl = {
    resourceType,
    resourceName,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: `User:${LOGIN.username}`,
    host: '*',
    operation: AclOperationTypes.ALL,
    permissionType: AclPermissionTypes.ALLOW,
  };
  await admin.createAcls({ acl: [acl] });
  await admin.disconnect();
}

const login = (password = LOGIN.password) => ({
  KTB_KAFKA_BROKERS: broker.listeners.LOGIN,
  KTB_KAFKA_SASL_MECHANISM: 'plain',
  KTB_KAFKA_SASL_USERNAME: LOGIN.username,
  KTB_KAFKA_SASL_PASSWORD: password,
});
const dlqList = (env: NodeJS.ProcessEnv) => ktb(['dlq', 'list', 'orders.placed'], { env });

describe('K19: brokers by their IPv6 addresses', () => {
  it.each([
    ['alone', () => [broker.listeners.V6]],
    ['with a zone', () => [broker.listeners.V6.replace(']', '%1]')]],
    ['before another', () => [broker.listeners.V6, broker.listeners.V4]],
    ['behind one that is not there', () => ['127.0.0.1:1', broker.listeners.V6]],
  ])('%s are connected to', async (_, brokers) => {
    const [first = '', ...others] = brokers();
    expect(await kafkaAt(first, ...others).cluster.describe()).toMatchObject({ brokers: 1 });
    const { code, stderr } = await dlqList({ KTB_KAFKA_BROKERS: brokers().join(', ') });
    expect(stderr).toMatch(/^0 dead letters\n/m);
    expect(code).toBe(0);
  });
});

describe('K19: a group that the login may not use', () => {
  it('ends the start with one sentence', async () => {
    const { code, stderr } = await ktb(['consumers'], { env: { ...login(), KTB_LOG_LEVEL: 'info' } });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^ktb: cannot join the consumer group \S+: the login may not use the consumer group: give it READ on it$/m,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.split('\n').length).toBeLessThan(20);
  });

  it('is one sentence of dlq list too, without a stack', async () => {
    const { code, stderr } = await dlqList(login());
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^ktb: the login may not use the consumer group ktb-log-\S+: give it READ and DELETE on those whose names begin with ktb-log-$/m,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

it.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
  [
    'a wrong password',
    () => login('wrong-password'),
    /^ktb: Kafka at \S+ does not accept the login: check KTB_KAFKA_SASL_USERNAME, KTB_KAFKA_SASL_PASSWORD and KTB_KAFKA_SASL_MECHANISM \(/,
  ],
  [
    'no login',
    () => ({ KTB_KAFKA_BROKERS: broker.listeners.LOGIN }),
    /^ktb: Kafka at \S+ ends the connection: if it wants a login, set KTB_KAFKA_SASL_MECHANISM/,
  ],
  [
    'an advertised host that leads nowhere',
    () => ({ KTB_KAFKA_BROKERS: broker.listeners.LOST }),
    /^ktb: Kafka at \S+ answers, and says that its broker is at nowhere\.invalid:\d+, which cannot be reached from here: correct its advertised\.listeners/,
  ],
  [
    'an unknown authority',
    () => ({ KTB_KAFKA_BROKERS: `localhost:${broker.tlsPort}`, KTB_KAFKA_TLS: 'true' }),
    /^ktb: cannot reach Kafka at \S+: its certificate is not signed by an authority that is trusted here: name the right one by KTB_KAFKA_TLS_CA/,
  ],
  [
    'no TLS where the broker has it',
    () => ({ KTB_KAFKA_BROKERS: `localhost:${broker.tlsPort}` }),
    /: it speaks TLS, and this client does not: set KTB_KAFKA_TLS to true/,
  ],
  [
    'TLS where the broker has none',
    () => ({ KTB_KAFKA_BROKERS: broker.listeners.V4, KTB_KAFKA_TLS: 'true' }),
    /: it does not speak TLS, and this client does: unset KTB_KAFKA_TLS/,
  ],
  [
    'no certificate of the client',
    () => ({ KTB_KAFKA_BROKERS: `localhost:${broker.mutualPort}`, KTB_KAFKA_TLS_CA: broker.ca }),
    /: it does not accept this client's certificate, or wants one: set KTB_KAFKA_TLS_CERT and KTB_KAFKA_TLS_KEY/,
  ],
])('%s is named as the cause, and the advice follows it', async (_, env, sentence) => {
  const { code, stderr } = await dlqList(env());
  const said = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  expect(said).toEqual([expect.stringMatching(sentence)]);
  expect(stderr).not.toMatch(/ktb stack up|wrong-password|bridge-p@ss/);
  expect(code).toBe(1);
});

it.each<[string, () => NodeJS.ProcessEnv]>([
  ['TLS', () => ({ KTB_KAFKA_BROKERS: `127.0.0.1:${broker.tlsPort}`, KTB_KAFKA_TLS_CA: broker.ca })],
  [
    'a certificate of the client',
    () => ({
      KTB_KAFKA_BROKERS: broker.listeners.MUTUAL,
      KTB_KAFKA_TLS_CA: broker.ca,
      KTB_KAFKA_TLS_CERT: broker.client.certFile,
      KTB_KAFKA_TLS_KEY: broker.client.keyFile,
    }),
  ],
])('%s connects', async (_, env) => {
  const { stderr } = await dlqList(env());
  // Without rights of its own the client of TLS sees no topic.
  expect(stderr).toMatch(/^0 dead letters\n$|does not let the login see topic/m);
});
