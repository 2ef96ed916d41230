import { readFileSync } from 'node:fs';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import ms, { type StringValue } from 'ms';
import { z } from 'zod';
import { localEndpoints } from './stack/endpoints.ts';
import { UserError } from './user-error.ts';

/**
 * Every setting that the environment may give; `npm run ktb -- run --help` and the README list the same.
 * An address that is not set is the running local stack's, or else the usual port on loopback.
 */
const SETTINGS = {
  KTB_KAFKA_BROKERS: z
    .string()
    .transform(list)
    .optional()
    .describe('Kafka brokers, host:port, separated by commas'),
  KTB_KAFKA_TLS: flag().describe('`true` to connect to Kafka over TLS'),
  KTB_KAFKA_TLS_CA: z.string().optional().describe("File with the CA certificates that signed the brokers'"),
  KTB_KAFKA_TLS_CERT: z.string().optional().describe('File with the client certificate'),
  KTB_KAFKA_TLS_KEY: z.string().optional().describe("File with the client certificate's key"),
  KTB_KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('How to log in to Kafka'),
  KTB_KAFKA_SASL_USERNAME: z.string().optional().describe('Name to log in to Kafka with'),
  KTB_KAFKA_SASL_PASSWORD: z.string().optional().describe('Password to log in to Kafka with'),
  KTB_GROUP_ID: z.string().min(1).default('kafka-temporal-bridge').describe('Consumer group of the bridge'),
  KTB_REGISTRY_URL: z.url().optional().describe('Base URL of the Confluent-compatible schema registry'),
  KTB_REGISTRY_USERNAME: z.string().optional().describe('Name to log in to the registry with'),
  KTB_REGISTRY_PASSWORD: z.string().optional().describe('Password to log in to the registry with'),
  KTB_SERVICES_URL: z.url().optional().describe('Base URL of the inventory, payment and shipping services'),
  KTB_SMTP_URL: z.url().optional().describe('Mail server, `smtp://host:port`'),
  KTB_MAIL_FROM: z.string().default('orders@shop.example').describe('Sender of mails'),
  KTB_PLACED_WITHIN: duration('7 days').describe(
    'How long an early approval or cancellation waits for its order',
  ),
  KTB_APPROVAL_WITHIN: duration('24 hours').describe('How long an order waits for its approval'),
  KTB_APPROVER: z.email().optional().describe('Reminded by e-mail at half the approval wait'),
  KTB_DRAIN_WITHIN: duration('30 seconds').describe('How long a drain may take after SIGINT or SIGTERM'),
  KTB_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least level logged'),
};

export type Config = ReturnType<typeof loadConfig>;

/** Reads and checks every setting; throws a `UserError` that names each bad one, all at once. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env) {
  const parsed = z.object(SETTINGS).safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new UserError(`bad settings in the environment: ${problems.join('; ')}`, 2);
  }
  const set = parsed.data;
  const local = localEndpoints();
  const [smtpHost, smtpPort] = (local?.smtp ?? '127.0.0.1:1025').split(':');
  const smtp = set.KTB_SMTP_URL ? new URL(set.KTB_SMTP_URL) : undefined;

  return {
    kafka: {
      brokers: set.KTB_KAFKA_BROKERS ?? [local?.kafka ?? '127.0.0.1:9092'],
      ssl: tlsOf(set),
      sasl: saslOf(set),
      groupId: set.KTB_GROUP_ID,
    },
    registry: {
      url: set.KTB_REGISTRY_URL ?? local?.registry ?? 'http://127.0.0.1:8081',
      auth: pairOf(set.KTB_REGISTRY_USERNAME, set.KTB_REGISTRY_PASSWORD),
    },
    temporal: temporalOf(env, local?.temporal ?? '127.0.0.1:7233'),
    services: { url: set.KTB_SERVICES_URL ?? local?.simulator ?? 'http://127.0.0.1:8090' },
    mail: {
      host: smtp?.hostname ?? smtpHost!,
      port: Number(smtp?.port || smtpPort),
      from: set.KTB_MAIL_FROM,
    },
    orders: {
      placedWithinMs: set.KTB_PLACED_WITHIN,
      approvalWithinMs: set.KTB_APPROVAL_WITHIN,
      approver: set.KTB_APPROVER,
    },
    drainWithinMs: set.KTB_DRAIN_WITHIN,
    logLevel: set.KTB_LOG_LEVEL,
  };
}

/** Name, meaning and default of each setting, for help texts. */
export const settingsHelp = (): string =>
  Object.entries(SETTINGS)
    .map(([name, schema]) => `  ${name.padEnd(26)}${schema.description ?? ''}`)
    .join('\n');

type Settings = z.infer<z.ZodObject<typeof SETTINGS>>;

function tlsOf(set: Settings) {
  const files = { ca: set.KTB_KAFKA_TLS_CA, cert: set.KTB_KAFKA_TLS_CERT, key: set.KTB_KAFKA_TLS_KEY };
  const named = Object.entries(files).filter(([, file]) => file !== undefined);
  if (named.length === 0) return set.KTB_KAFKA_TLS;
  return Object.fromEntries(
    named.map(([name, file]) => [name, readSecret(`KTB_KAFKA_TLS_${name.toUpperCase()}`, file!)]),
  );
}

function saslOf({ KTB_KAFKA_SASL_MECHANISM: mechanism, ...set }: Settings) {
  if (!mechanism) return undefined;
  const login = pairOf(set.KTB_KAFKA_SASL_USERNAME, set.KTB_KAFKA_SASL_PASSWORD);
  if (!login) {
    throw new UserError(
      'KTB_KAFKA_SASL_MECHANISM needs KTB_KAFKA_SASL_USERNAME and KTB_KAFKA_SASL_PASSWORD too',
      2,
    );
  }
  return { mechanism, ...login };
}

const pairOf = (username?: string, password?: string) =>
  username !== undefined && password !== undefined ? { username, password } : undefined;

/** Temporal's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, …) and its config file. */
function temporalOf(env: NodeJS.ProcessEnv, defaultAddress: string) {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => !!pair[1]),
    ),
  });
  return {
    connection: { ...connectionOptions, address: connectionOptions.address ?? defaultAddress },
    namespace,
  };
}

function readSecret(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UserError(`${setting} names a file that cannot be read`, 2);
  }
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function flag() {
  return z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true');
}

function duration(fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const value = ms(text as StringValue) as number | undefined;
      if (value !== undefined && value > 0) return value;
      context.addIssue({
        code: 'custom',
        message: 'should be a duration such as "90 seconds" or "24 hours"',
      });
      return z.NEVER;
    });
}
