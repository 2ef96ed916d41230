import { createRequire } from 'node:module';

interface OffsetOutOfRange {
  readonly topic: string;
  readonly partition: number;
}

const require = createRequire(import.meta.url);
const { prototype } = require('kafkajs/src/consumer/consumerGroup.js') as {
  prototype: { recoverFromOffsetOutOfRange(error: OffsetOutOfRange): Promise<void> };
};
const { KafkaJSNonRetriableError } = require('kafkajs') as {
  KafkaJSNonRetriableError: new (message: string) => Error;
};

/**
 * kafkajs 2.2.4 answers an offset that is out of range by committing the topic's default one, which skips records or
 * takes all of them again without a word. Here it ends the consumer: whoever starts it anew learns what happened, for
 * `checkPositions` compares what was committed with what the topic has.
 */
prototype.recoverFromOffsetOutOfRange = ({ topic, partition }) =>
  Promise.reject(
    new KafkaJSNonRetriableError(
      `the offset to read next is not in ${topic}/${partition}: its records were deleted, or the topic was recreated`,
    ),
  );
