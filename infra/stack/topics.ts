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
 * Topics for development, with a dead-letter topic for each inbound one. A dead letter is its original with more
 * headers, so a dead-letter topic accepts larger records.
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

/** Topics of the order application, which the local stack always has. */
export const ORDER_TOPICS: readonly TopicPlan[] = topicPlans(Object.keys(CONTRACT), Object.keys(INBOUND));
