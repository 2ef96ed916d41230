import { z } from 'zod';
import { byDefault, duration, httpUrl, localStack, oneOf, optional, text, type ValuesOf } from './setting.ts';

/** Every setting of the bridge; the help of `ktb run` and docs/settings.md list the same. */
export const BRIDGE_SETTINGS = {
  KTB_KAFKA_BROKERS: optional(
    text.transform(brokers),
    'Kafka brokers, `host:port`, separated by commas; an IPv6 host in brackets',
    localStack('127.0.0.1:9092'),
  ),
  KTB_KAFKA_TLS: byDefault(
    'false',
    oneOf('true', 'false').transform(isTrue),
    '`true` connects to Kafka over TLS',
  ),
  KTB_KAFKA_TLS_CA: optional(
    text,
    'File with the CA certificates of the brokers; implies TLS',
    "the system's",
  ),
  KTB_KAFKA_TLS_CERT: optional(text, 'File with the client certificate; implies TLS', 'none'),
  KTB_KAFKA_TLS_KEY: optional(text, "File with the client certificate's key", 'none'),
  KTB_KAFKA_SASL_MECHANISM: optional(
    oneOf('plain', 'scram-sha-256', 'scram-sha-512'),
    '`plain`, `scram-sha-256` or `scram-sha-512`',
    'no login',
  ),
  KTB_KAFKA_SASL_USERNAME: optional(text, 'Name to log in to Kafka with', 'none'),
  KTB_KAFKA_SASL_PASSWORD: optional(text, 'Password to log in to Kafka with', 'none'),
  KTB_GROUP_ID: optional(
    text,
    'Consumer group of the bridge',
    '`kafka-temporal-bridge`, or the name of the `--app`; followed by `@` and the namespace if that is not `default`',
  ),
  KTB_SESSION_TIMEOUT: byDefault(
    '15 seconds',
    z
      .string()
      .transform(duration)
      .refine(outlivesHeartbeats, 'should be more than 3 seconds, such as "15 seconds"'),
    'How long the group waits for a member that sends no heartbeat',
  ),
  KTB_REGISTRY_URL: optional(
    httpUrl,
    'Base URL of the Confluent-compatible schema registry; may hold a login, `https://name:password@host`',
    localStack('http://127.0.0.1:8081'),
  ),
  KTB_REGISTRY_USERNAME: optional(text, 'Name to log in to the registry with', 'no login'),
  KTB_REGISTRY_PASSWORD: optional(text, 'Password to log in to the registry with', 'no login'),
  KTB_DRAIN_WITHIN: byDefault(
    '30 seconds',
    z.string().transform(duration),
    'How long a drain may take after SIGINT, SIGTERM or SIGHUP',
  ),
  KTB_WORKER_VERSION: optional(
    text.transform(workerVersion),
    'Version of the worker, `deployment.build` such as `orders.42`: open workflows stay on the one they began on',
    'not versioned',
  ),
  KTB_HEALTH_ADDRESS: optional(
    text.transform(hostAndPort),
    'Address of `/livez`, `/readyz` and `/metrics`, `host:port`',
    '`127.0.0.1:9464`, else a free port',
  ),
  KTB_LOG_LEVEL: byDefault(
    'info',
    oneOf('debug', 'info', 'warn', 'error', 'silent'),
    '`debug`, `info`, `warn`, `error` or `silent`',
  ),
};

export type Settings = ValuesOf<typeof BRIDGE_SETTINGS>;

function brokers(commas: string, context: z.RefinementCtx): string[] {
  const list = commas
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (list.length > 0 && list.every((broker) => readAddress(broker))) return list;
  context.addIssue({ code: 'custom', message: 'should be host:port, separated by commas' });
  return z.NEVER;
}

function isTrue(flag: 'true' | 'false'): boolean {
  return flag === 'true';
}

/** kafkajs sends a heartbeat every 3 seconds, and refuses to start if the session is not longer. */
function outlivesHeartbeats(sessionTimeoutMs: number): boolean {
  return sessionTimeoutMs > 3_000;
}

/** The deployment name must not contain a dot; the build may. */
function workerVersion(
  version: string,
  context: z.RefinementCtx,
): { deploymentName: string; buildId: string } {
  const [, deploymentName, buildId] = /^([^.]+)\.(.+)$/.exec(version) ?? [];
  if (deploymentName !== undefined && buildId !== undefined) return { deploymentName, buildId };
  context.addIssue({ code: 'custom', message: 'should be deployment.build such as "orders.42"' });
  return z.NEVER;
}

function hostAndPort(text: string, context: z.RefinementCtx): { host: string; port: number } {
  const address = readAddress(text);
  if (address) return address;
  context.addIssue({ code: 'custom', message: 'should be host:port such as "127.0.0.1:9464"' });
  return z.NEVER;
}

/** Splits `host:port`; an IPv6 host is in brackets, as in a URL, and may name its zone, `[fe80::1%eth0]:9092`. */
function readAddress(text: string): { host: string; port: number } | undefined {
  const [, ipv6, name, port] = /^(?:\[([\da-f:.]+(?:%[\w.-]+)?)\]|([^\s:/@]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = ipv6 ?? name;
  return host !== undefined && Number(port) <= 65_535 ? { host, port: Number(port) } : undefined;
}
