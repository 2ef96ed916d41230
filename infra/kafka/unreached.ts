import type { ConnectionOptions } from 'node:tls';
import { cannotReach } from '../settings/cannot-reach.ts';
import type { Config } from '../settings/config.ts';
import { fullReasonOf, reasonOf, UserError } from '../user-error.ts';
import { KafkaError } from './errors.ts';

type Settings = Pick<Config['kafka'], 'brokers' | 'ssl' | 'sasl'>;

/** The sentence for brokers that do not answer, or not to this login. */
export async function kafkaUnreached({ brokers, ssl, sasl }: Settings, cause: unknown): Promise<UserError> {
  const at = brokers.join(', ');
  if (cause instanceof KafkaError && cause.detail === 'login')
    return new UserError(
      `Kafka at ${at} does not accept the login: check KTB_KAFKA_SASL_USERNAME, KTB_KAFKA_SASL_PASSWORD and KTB_KAFKA_SASL_MECHANISM (${reasonOf(cause)})`,
      1,
      { cause },
    );
  if (cause instanceof KafkaError && cause.detail === 'permission')
    return new UserError(`Kafka at ${at} does not allow it to this login: ${reasonOf(cause)}`, 1, { cause });
  const { broker } = cause instanceof KafkaError ? cause : {};
  if (broker !== undefined && !brokers.map(withoutBrackets).includes(broker))
    return new UserError(
      `Kafka at ${at} answers, and says that its broker is at ${broker}, which cannot be reached from here: correct its advertised.listeners, or this machine's name resolution (${fullReasonOf(cause)})`,
      1,
      { cause },
    );
  const error = await cannotReach(
    {
      server: 'Kafka',
      addresses: brokers,
      setting: 'KTB_KAFKA_BROKERS',
      tls: tlsOf(ssl),
      tlsSettings: {
        on: 'KTB_KAFKA_TLS to true',
        off: 'unset KTB_KAFKA_TLS and the files of KTB_KAFKA_TLS_CA, _CERT and _KEY, or use its port for TLS',
        ca: 'KTB_KAFKA_TLS_CA',
        client: 'KTB_KAFKA_TLS_CERT and KTB_KAFKA_TLS_KEY',
      },
    },
    cause,
  );
  const isClosed = cause instanceof KafkaError && cause.detail === 'closed';
  if (!isClosed || sasl || !error.message.includes('ktb stack up')) return error;
  return new UserError(
    `Kafka at ${at} ends the connection: if it wants a login, set KTB_KAFKA_SASL_MECHANISM, KTB_KAFKA_SASL_USERNAME and KTB_KAFKA_SASL_PASSWORD (${fullReasonOf(cause)})`,
    1,
    { cause },
  );
}

const tlsOf = (ssl: Settings['ssl']): ConnectionOptions | undefined => {
  if (ssl === false) return undefined;
  return ssl === true ? {} : ssl;
};

const withoutBrackets = (address: string): string => address.replace(/^\[(.*)\]:/, '$1:');
