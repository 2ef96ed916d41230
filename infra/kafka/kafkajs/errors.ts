import { reasonOf } from '../../user-error.ts';
import { KafkaError, type KafkaErrorDetail } from '../errors.ts';

/** What brokers say of a record that is too large. */
const TOO_LARGE: readonly unknown[] = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

/** An error of kafkajs in the words of the port; any other error as it is. */
function kafkaError(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) return error;
  const isTooLarge = TOO_LARGE.includes(typeOf(error) ?? typeOf(error.cause));
  const chain = causesOf(error);
  const broker = chain
    .map((cause) => fieldOf(cause, 'broker'))
    .find((name): name is string => typeof name === 'string');
  const detail = chain.map(detailOf).find((found) => found !== undefined);
  return new KafkaError(isTooLarge ? 'refused' : 'outage', reasonOf(error), {
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

function causesOf(error: Error): Error[] {
  const chain: Error[] = [];
  for (let next: unknown = error; next instanceof Error && !chain.includes(next); next = next.cause)
    chain.push(next);
  return chain;
}

function detailOf(error: Error): KafkaErrorDetail | undefined {
  if (error.name === 'KafkaJSSASLAuthenticationError') return 'login';
  if (error.name === 'KafkaJSConnectionClosedError') return 'closed';
  return String(typeOf(error) ?? '').endsWith('AUTHORIZATION_FAILED') ? 'permission' : undefined;
}

const typeOf = (error: unknown): unknown => fieldOf(error, 'type');

const fieldOf = (error: unknown, name: 'type' | 'broker'): unknown =>
  typeof error === 'object' && error !== null && name in error
    ? (error as Readonly<Record<string, unknown>>)[name]
    : undefined;
