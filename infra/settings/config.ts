import { readFileSync } from 'node:fs';
import { withoutLogin } from '../../schemas/bridge/url-login.ts';
import { keepLoginSecret } from '../output/secrets.ts';
import { readSettings } from './setting.ts';
import { BRIDGE_SETTINGS, type Settings } from './settings.ts';
import { localEndpoints } from './local-endpoints.ts';
import { temporalOf } from './temporal-settings.ts';
import { UserError } from '../user-error.ts';

export type Config = ReturnType<typeof loadConfig>;

/** Reads and checks every setting of the bridge; throws a `UserError` that names each bad one, all at once. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env) {
  const set = readSettings(BRIDGE_SETTINGS, env);
  const local = localEndpoints();

  return {
    kafka: {
      brokers: set.KTB_KAFKA_BROKERS ?? [local?.kafka ?? '127.0.0.1:9092'],
      ssl: tlsOf(set),
      sasl: saslOf(set),
      groupId: set.KTB_GROUP_ID,
      sessionTimeoutMs: set.KTB_SESSION_TIMEOUT,
    },
    registry: registryOf(set, local?.registry ?? 'http://127.0.0.1:8081'),
    temporal: temporalOf(env, local?.temporal ?? '127.0.0.1:7233'),
    workerVersion: set.KTB_WORKER_VERSION,
    health: {
      ...(set.KTB_HEALTH_ADDRESS ?? { host: '127.0.0.1', port: 9464 }),
      isSet: set.KTB_HEALTH_ADDRESS !== undefined,
    },
    drainWithinMs: set.KTB_DRAIN_WITHIN,
    logLevel: set.KTB_LOG_LEVEL,
  };
}

function tlsOf(set: Settings) {
  const files = { ca: set.KTB_KAFKA_TLS_CA, cert: set.KTB_KAFKA_TLS_CERT, key: set.KTB_KAFKA_TLS_KEY };
  const named = Object.entries(files).filter(([, file]) => file !== undefined);
  if (named.length === 0) return set.KTB_KAFKA_TLS;
  return Object.fromEntries(
    named.map(([name, file]) => [name, readSecret(`KTB_KAFKA_TLS_${name.toUpperCase()}`, file!)]),
  );
}

function saslOf({ KTB_KAFKA_SASL_MECHANISM: mechanism, ...set }: Settings) {
  if (!mechanism) {
    // A login without a mechanism is a mistake: it would not be used.
    if (set.KTB_KAFKA_SASL_USERNAME !== undefined || set.KTB_KAFKA_SASL_PASSWORD !== undefined)
      throw new UserError('a login for Kafka needs KTB_KAFKA_SASL_MECHANISM too', 2);
    return undefined;
  }
  const login = pairOf(set.KTB_KAFKA_SASL_USERNAME, set.KTB_KAFKA_SASL_PASSWORD);
  if (!login) {
    throw new UserError(
      'KTB_KAFKA_SASL_MECHANISM needs KTB_KAFKA_SASL_USERNAME and KTB_KAFKA_SASL_PASSWORD too',
      2,
    );
  }
  keepLoginSecret(login);
  return { mechanism, ...login };
}

function registryOf(set: Settings, defaultUrl: string) {
  const { KTB_REGISTRY_USERNAME: username, KTB_REGISTRY_PASSWORD: password } = set;
  if ((username === undefined) !== (password === undefined))
    throw new UserError('KTB_REGISTRY_USERNAME and KTB_REGISTRY_PASSWORD need each other', 2);
  const { url, login } = withoutLogin(set.KTB_REGISTRY_URL ?? defaultUrl);
  if (login && username !== undefined)
    throw new UserError(
      'KTB_REGISTRY_URL has a login, and KTB_REGISTRY_USERNAME names another one: set one of them',
      2,
    );
  const auth = login ?? pairOf(username, password);
  keepLoginSecret(auth);
  return { url, auth };
}

const pairOf = (username?: string, password?: string) =>
  username !== undefined && password !== undefined ? { username, password } : undefined;

function readSecret(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UserError(`${setting} names a file that cannot be read`, 2);
  }
}
