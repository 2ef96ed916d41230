import { reasonOf } from '../../user-error.ts';
import { KafkaError } from '../errors.ts';

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
  return new KafkaError(isOfRecord(error) ? 'refused' : 'outage', reasonOf(error), { cause: error });
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

const ownTypeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
