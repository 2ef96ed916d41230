import { CircuitBreaker } from '../../../consumers/bridge/circuit-breaker.ts';
import type { WriteDeadLetter } from '../../../consumers/bridge/dead-letter.ts';
import { isKafkaOutage } from '../../kafka/errors.ts';
import { createRecordProducer } from '../../kafka/producer.ts';
import { deadLettersTo } from '../../kafka/write-dead-letter.ts';
import type { Progress } from '../../observe/progress-log.ts';
import type { DlqSession } from './session.ts';

/** Writes to the dead-letter topic, as the consumers do. */
export function openWriter(
  { kafka }: Pick<DlqSession, 'kafka'>,
  { onBreaker, onUnwritten }: Pick<Progress, 'onBreaker' | 'onUnwritten'>,
): { readonly write: WriteDeadLetter; close(): Promise<void> } {
  const producer = createRecordProducer(kafka);
  const breaker = new CircuitBreaker({
    name: 'Kafka (dead letters)',
    isOutage: isKafkaOutage,
    onChange: onBreaker,
  });
  return { write: deadLettersTo(producer, breaker, onUnwritten), close: () => producer.close() };
}
