import { CONTRACT, deadLetterTopic, INBOUND } from '../../schemas/contract.ts';

const MAX_RECORD_BYTES = 1_048_588;

export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly maxMessageBytes: number;
}

/** Every topic of the local stack. A dead letter is its original and more, so its topic takes larger records. */
export const TOPICS: readonly TopicPlan[] = [
  ...Object.keys(CONTRACT).map((name) => ({ name, partitions: 4, maxMessageBytes: MAX_RECORD_BYTES })),
  ...Object.keys(INBOUND).map((topic) => ({
    name: deadLetterTopic(topic),
    partitions: 4,
    maxMessageBytes: 2 * MAX_RECORD_BYTES,
  })),
];
