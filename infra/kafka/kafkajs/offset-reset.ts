import kafkajs from 'ktb-kafkajs';
import { internal } from './internals.ts';

interface OffsetOutOfRange {
  readonly topic: string;
  readonly partition: number;
}

/**
 * kafkajs answers an offset that is out of range by committing the topic's default one, which skips records or takes
 * all of them again without a word. Here it ends the consumer. The next start says what happened, because
 * `readFrom` compares what was committed with what the topic has.
 */
const { prototype } = internal<{
  prototype: { recoverFromOffsetOutOfRange(error: OffsetOutOfRange): Promise<void> };
}>('consumer/consumerGroup.js');

prototype.recoverFromOffsetOutOfRange = ({ topic, partition }) =>
  Promise.reject(
    new kafkajs.KafkaJSNonRetriableError(
      `the offset to read next is not in ${topic}/${partition}: its records were deleted, or the topic was recreated`,
    ),
  );
