/** What is written by upstream teams; each of these has a dead-letter topic beside it. */
const INBOUND = [
  'orders.placed',
  'orders.approvals',
  'orders.cancellations',
  'orders.batches',
  'reminders.requested',
  'reminders.cancellations',
  'imports.requested',
  'greetings.requested',
];

/** What the workflows publish. */
const OUTBOUND = [
  'orders.outcomes',
  'reminders.outcomes',
  'imports.outcomes',
  'catalog.items',
  'greetings.outcomes',
  'reports.outcomes',
];

const MAX_RECORD_BYTES = 1_048_588;

export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly maxMessageBytes: number;
}

/** Every topic of the local stack. A dead letter is its original and more, so its topic takes larger records. */
export const TOPICS: readonly TopicPlan[] = [
  ...[...INBOUND, ...OUTBOUND].map((name) => ({ name, partitions: 4, maxMessageBytes: MAX_RECORD_BYTES })),
  ...INBOUND.map((name) => ({ name: `${name}.dlq`, partitions: 4, maxMessageBytes: 2 * MAX_RECORD_BYTES })),
];
