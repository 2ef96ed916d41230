import { reasonOf } from '../../user-error.ts';
import { KafkaError, type KafkaErrorDetail } from '../errors.ts';

/** What brokers say of a record that a topic does not take: it is too large, or has no key and the topic is compacted. */
const OF_RECORD: readonly unknown[] = [
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
];

/** An error of kafkajs in the words of the port; any other error as it is. */
function kafkaError(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) return error;
  const chain = causesOf(error);
  const broker = chain
    .map((cause) => fieldOf(cause, 'broker'))
    .find((name): name is string => typeof name === 'string');
  const detail = chain.map(detailOf).find((found) => found !== undefined);
  return new KafkaError(isOfRecord(error) ? 'refused' : 'outage', reasonOf(error), {
    cause: error,
    ...(detail && { detail }),
    ...(broker !== undefined && { broker }),
  });
}

/** Runs a call of kafkajs; its errors come out in the words of the port. */
export async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw kafkaError(error);
  }
}

/** Whether a broker wrote nothing because of one of the records. */
export const isOfRecord = (error: unknown): boolean => OF_RECORD.includes(typeOf(error));

/** Kafka's name of an error, or of its cause. */
export const typeOf = (error: unknown): unknown =>
  ownTypeOf(error) ?? ownTypeOf((error as Error | undefined)?.cause);

const ownTypeOf = (error: unknown): unknown => fieldOf(error, 'type');

function causesOf(error: Error): Error[] {
  const chain: Error[] = [];
  for (let next: unknown = error; next instanceof Error && !chain.includes(next); next = next.cause)
    chain.push(next);
  return chain;
}

function detailOf(error: Error): KafkaErrorDetail | undefined {
  if (error.name === 'KafkaJSSASLAuthenticationError') return 'login';
  if (error.name === 'KafkaJSConnectionClosedError') return 'closed';
  return String(ownTypeOf(error) ?? '').endsWith('AUTHORIZATION_FAILED') ? 'permission' : undefined;
}

const fieldOf = (error: unknown, name: 'type' | 'broker'): unknown =>
  typeof error === 'object' && error !== null && name in error
    ? (error as Readonly<Record<string, unknown>>)[name]
    : undefined;
