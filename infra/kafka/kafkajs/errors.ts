import { reasonOf } from '../../user-error.ts';
import { KafkaError } from '../errors.ts';

/** What brokers say of a record that is too large. */
const TOO_LARGE: readonly unknown[] = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

/** An error of kafkajs in the words of the port; any other error as it is. */
function kafkaError(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) return error;
  const isTooLarge = TOO_LARGE.includes(typeOf(error) ?? typeOf(error.cause));
  return new KafkaError(isTooLarge ? 'refused' : 'outage', reasonOf(error), { cause: error });
}

/** Runs a call of kafkajs; its errors come out in the words of the port. */
export async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw kafkaError(error);
  }
}

const typeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
