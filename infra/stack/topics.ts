import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import { CONTRACT, INBOUND } from '../../schemas/contract.ts';
import { contractOf, type App } from '../app/app.ts';

const MAX_RECORD_BYTES = 1_048_588;

export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly maxMessageBytes: number;
}

/**
 * Topics as development takes them, each inbound one with its dead letters. A dead letter is its original and more, so
 * its topic takes larger records.
 */
const topicPlans = (topics: readonly string[], inbound: readonly string[]): TopicPlan[] => [
  ...topics.map((name) => ({ name, partitions: 4, maxMessageBytes: MAX_RECORD_BYTES })),
  ...inbound.map((topic) => ({
    name: deadLetterTopic(topic),
    partitions: 4,
    maxMessageBytes: 2 * MAX_RECORD_BYTES,
  })),
];

/** Every topic of an app. */
export const topicsOf = (app: App): TopicPlan[] =>
  topicPlans(Object.keys(contractOf(app)), [...new Set(app.routes.map(({ topic }) => topic))]);

/** Topics of the order application: the local stack has them from the start. */
export const ORDER_TOPICS: readonly TopicPlan[] = topicPlans(Object.keys(CONTRACT), Object.keys(INBOUND));
