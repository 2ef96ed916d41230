import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts } from '../../../infra/stack/artifacts.mjs';
import { clusterId, QUICK_JAVA } from '../../../infra/stack/kafka.ts';
import { freePorts } from '../../../infra/stack/ports.ts';
import { isAlive } from '../../../infra/settings/process-ref.mjs';
import { startProcess, stopProcess } from '../../../infra/stack/processes.ts';
import { lastLines, run } from '../../../infra/stack/tools.mjs';
import { temporaryFolder } from '../../../infra/testing/local-servers.ts';
import { certificateAuthority } from '../../certificates.ts';
import { eventually } from '../../eventually.ts';
import { kafkaAt } from './kafka-at.ts';

const READY_WITHIN_MS = 120_000;

/** Whoever comes without a login may do all; `bridge` may do what it is allowed to. */
export const LOGIN = { username: 'bridge', password: 'bridge-p@ss' };

/**
 * One broker that is reached in several ways: over IPv4 and IPv6, with a login, with TLS, with a certificate of the
 * client, and under an advertised name that leads nowhere.
 */
export async function startSecuredBroker() {
  const jars = await artifacts('kafka', 'Kafka');
  const folder = temporaryFolder();
  const [v4 = 0, v6 = 0, login = 0, tls = 0, mutual = 0, lost = 0, controller = 0] = Object.values(
    await freePorts(),
  );
  const authority = await certificateAuthority(join(folder, 'certificates'));
  const server = await authority.sign('server', 'DNS:localhost,IP:127.0.0.1');
  const keys = join(folder, 'server.pem');
  // Kafka reads keys in the form of PKCS#8 only, which is what openssl writes.
  writeFileSync(keys, `${server.key}${server.cert}`);
  const config = join(folder, 'server.properties');
  const data = join(folder, 'data');
  mkdirSync(data);
  const listeners = {
    V4: `127.0.0.1:${v4}`,
    V6: `[::1]:${v6}`,
    LOGIN: `127.0.0.1:${login}`,
    TLS: `127.0.0.1:${tls}`,
    MUTUAL: `127.0.0.1:${mutual}`,
    LOST: `127.0.0.1:${lost}`,
  };
  const named = (pairs: Readonly<Record<string, string>>) =>
    Object.entries(pairs).map(([name, address]) => `${name}://${address}`);
  const keyStore = (name: string) => [
    `listener.name.${name}.ssl.keystore.type=PEM`,
    `listener.name.${name}.ssl.keystore.location=${keys}`,
    `listener.name.${name}.ssl.truststore.type=PEM`,
    `listener.name.${name}.ssl.truststore.location=${authority.certFile}`,
  ];
  const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule';
  writeFileSync(
    config,
    [
      'process.roles=broker,controller',
      'node.id=1',
      `controller.quorum.voters=1@127.0.0.1:${controller}`,
      `listeners=${[...named(listeners), `CONTROLLER://127.0.0.1:${controller}`].join(',')}`,
      `advertised.listeners=${named({ ...listeners, LOST: `nowhere.invalid:${lost}` }).join(',')}`,
      'listener.security.protocol.map=V4:PLAINTEXT,V6:PLAINTEXT,LOGIN:SASL_PLAINTEXT,TLS:SSL,MUTUAL:SSL,LOST:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'inter.broker.listener.name=V4',
      'controller.listener.names=CONTROLLER',
      'sasl.enabled.mechanisms=PLAIN',
      'listener.name.login.sasl.enabled.mechanisms=PLAIN',
      `listener.name.login.plain.sasl.jaas.config=${plain} required user_${LOGIN.username}="${LOGIN.password}";`,
      ...keyStore('tls'),
      ...keyStore('mutual'),
      'listener.name.mutual.ssl.client.auth=required',
      'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users=User:ANONYMOUS;User:CN=client',
      `log.dirs=${data}`,
      'auto.create.topics.enable=false',
      'offsets.topic.num.partitions=1',
      'offsets.topic.replication.factor=1',
      'group.initial.rebalance.delay.ms=0',
      '',
    ].join('\n'),
  );
  const java = ['-cp', join(jars, '*')];
  await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', config], {
    missing: 'Java is missing',
  });
  const logFile = join(folder, 'broker.log');
  const process = startProcess({
    command: 'java',
    args: [...QUICK_JAVA, ...java, 'kafka.Kafka', config],
    logFile,
  });
  const stop = async () => {
    await stopProcess(process);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await eventually(async () => {
      if (!isAlive(process)) throw new Error('the broker ended while it started');
      return (await kafkaAt(listeners.V4).cluster.describe()).brokers === 1;
    }, READY_WITHIN_MS);
  } catch (cause) {
    const log = lastLines(readFileSync(logFile, 'utf8'), 15);
    await stop();
    throw new Error(`the broker is not up; its log ends with:\n${log}`, { cause });
  }
  const client = await authority.sign('client', 'DNS:client');
  return { listeners, tlsPort: tls, mutualPort: mutual, ca: authority.certFile, client, stop };
}
