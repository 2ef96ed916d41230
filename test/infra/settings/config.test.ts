import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../infra/settings/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'ktb-config-'));
/** No stack is up in an empty folder, whatever runs on this machine. */
beforeAll(() => void (process.env['KTB_STATE_DIR'] = folder));

describe('with an empty environment', () => {
  it('everything is on loopback, at the usual ports, without TLS or login', () => {
    expect(loadConfig({})).toMatchObject({
      kafka: { brokers: ['127.0.0.1:9092'], ssl: false, sasl: undefined, groupId: undefined },
      registry: { url: 'http://127.0.0.1:8081', auth: undefined },
      temporal: { connection: { address: '127.0.0.1:7233' }, namespace: 'default' },
    });
  });
});

it('takes several brokers, TLS with files, and a login', () => {
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, 'certificate');
  const { kafka } = loadConfig({
    KTB_KAFKA_BROKERS: 'a:9092, b:9092',
    KTB_KAFKA_TLS_CA: ca,
    KTB_KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KTB_KAFKA_SASL_USERNAME: 'bridge',
    KTB_KAFKA_SASL_PASSWORD: 'password',
  });
  expect(kafka).toMatchObject({
    brokers: ['a:9092', 'b:9092'],
    ssl: { ca: 'certificate' },
    sasl: { mechanism: 'scram-sha-512', username: 'bridge', password: 'password' },
  });
});

it("takes TLS with the system's certificates", () => {
  expect(loadConfig({ KTB_KAFKA_TLS: 'true' }).kafka.ssl).toBe(true);
});

it('takes a login for the registry', () => {
  const config = loadConfig({
    KTB_REGISTRY_URL: 'https://registry.example/base',
    KTB_REGISTRY_USERNAME: 'bridge',
    KTB_REGISTRY_PASSWORD: 'password',
  });
  expect(config.registry).toEqual({
    url: 'https://registry.example/base',
    auth: { username: 'bridge', password: 'password' },
  });
});

it('takes a version whose build has dots', () => {
  const { workerVersion } = loadConfig({ KTB_WORKER_VERSION: 'orders.1.4.2' });
  expect(workerVersion).toEqual({ deploymentName: 'orders', buildId: '1.4.2' });
});

it("takes Temporal's own variables", () => {
  const { temporal } = loadConfig({
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_NAMESPACE: 'shop',
    TEMPORAL_API_KEY: 'key',
  });
  expect(temporal).toMatchObject({
    namespace: 'shop',
    connection: { address: 'temporal.example:7233', apiKey: 'key' },
  });
});

describe('a bad setting is named, and its value is not', () => {
  it.each([
    ['a session that ends before a heartbeat', { KTB_SESSION_TIMEOUT: '2 seconds' }, 'KTB_SESSION_TIMEOUT'],
    ['an address', { KTB_REGISTRY_URL: 'nowhere' }, 'KTB_REGISTRY_URL'],
    ['a broker without its port', { KTB_KAFKA_BROKERS: 'a:9092,localhost' }, 'KTB_KAFKA_BROKERS'],
    ['no broker', { KTB_KAFKA_BROKERS: ',' }, 'KTB_KAFKA_BROKERS'],
    ['a version without a build', { KTB_WORKER_VERSION: 'warehouse' }, 'KTB_WORKER_VERSION'],
    ['a flag', { KTB_KAFKA_TLS: 'maybe' }, 'KTB_KAFKA_TLS'],
    ['a file that is not there', { KTB_KAFKA_TLS_KEY: '/nowhere/secret.key' }, 'KTB_KAFKA_TLS_KEY'],
    [
      'a login without its password',
      { KTB_KAFKA_SASL_MECHANISM: 'plain', KTB_KAFKA_SASL_USERNAME: 'x' },
      'KTB_KAFKA_SASL_PASSWORD',
    ],
  ])('%s', (_, env, name) => {
    expect(() => loadConfig(env)).toThrow(
      expect.objectContaining({ name: 'UserError', exitCode: 2, message: expect.stringContaining(name) }),
    );
    const [value = ''] = Object.values(env);
    if (value.length > 5) expect(() => loadConfig(env)).not.toThrow(value);
  });
});

it.each([
  [
    'a login for Kafka without its mechanism',
    { KTB_KAFKA_SASL_USERNAME: 'bridge', KTB_KAFKA_SASL_PASSWORD: 'p' },
  ],
  ['a name for the registry without its password', { KTB_REGISTRY_USERNAME: 'bridge' }],
])('%s is not left out without a word', (_, env) => {
  expect(() => loadConfig(env)).toThrow(/KTB_(KAFKA_SASL_MECHANISM|REGISTRY_PASSWORD)/);
});
