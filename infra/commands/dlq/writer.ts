import type { WriteDeadLetter } from '../../../consumers/bridge/dead-letter.ts';
import { createRecordProducer } from '../../kafka/producer.ts';
import { deadLettersTo } from '../../kafka/write-dead-letter.ts';
import type { Progress } from '../../observe/progress-log.ts';
import type { DlqSession } from './session.ts';

/** Writes to the dead-letter topic, as the consumers do. */
export function openWriter(
  { kafka }: Pick<DlqSession, 'kafka'>,
  { onUnwritten }: Pick<Progress, 'onUnwritten'>,
): { readonly write: WriteDeadLetter; close(): Promise<void> } {
  const producer = createRecordProducer(kafka);
  return { write: deadLettersTo(producer, onUnwritten), close: () => producer.close() };
}
