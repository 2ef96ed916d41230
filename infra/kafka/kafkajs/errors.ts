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

/** What brokers say if the login may not do something. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  GROUP_AUTHORIZATION_FAILED: 'the login may not use the consumer group',
  TOPIC_AUTHORIZATION_FAILED: 'the login may not use the topic',
  CLUSTER_AUTHORIZATION_FAILED: 'the login may not do this to the cluster',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'the login may not write in transactions',
};

/** An error of kafkajs in the words of the port; any other error as it is. */
export function kafkaError(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) return error;
  const chain = causesOf(error);
  const broker = chain
    .map((cause) => fieldOf(cause, 'broker'))
    .find((name): name is string => typeof name === 'string');
  const detail = chain.map(detailOf).find((found) => found !== undefined);
  const forbidden = chain.map((cause) => FORBIDDEN[nameOf(cause)]).find((what) => what !== undefined);
  return new KafkaError(isOfRecord(error) ? 'refused' : 'outage', forbidden ?? reasonOf(error), {
    cause: error,
    ...(detail && { detail }),
    ...(broker !== undefined && { broker }),
  });
}

/** The same, of a reader with a group of its own, whose name begins with the prefix. */
export function ownGroupError(error: unknown, groupId: string, prefix: string): unknown {
  const cause = kafkaError(error);
  if (!(cause instanceof KafkaError) || cause.message !== FORBIDDEN['GROUP_AUTHORIZATION_FAILED'])
    return cause;
  const message = `${cause.message} ${groupId}: give it READ and DELETE on those whose names begin with ${prefix}`;
  return new KafkaError(cause.kind, message, { cause: error, detail: 'permission' });
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

/** Kafka's name of an error; empty if it has none. */
function nameOf(error: Error): string {
  const type = ownTypeOf(error);
  return typeof type === 'string' ? type : '';
}

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
  if (nameOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return 'no-topic';
  return nameOf(error) in FORBIDDEN ? 'permission' : undefined;
}

const fieldOf = (error: unknown, name: 'type' | 'broker'): unknown =>
  typeof error === 'object' && error !== null && name in error
    ? (error as Readonly<Record<string, unknown>>)[name]
    : undefined;
