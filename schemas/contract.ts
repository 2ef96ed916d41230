import * as orders from './generated/orders.ts';
import type { RecordType } from './record-type.ts';

/** The record types that each topic carries: what producers and subscribers may rely on. */
export type Contract = Readonly<Record<string, readonly RecordType[]>>;

/** What orders publish. */
export const OUTCOMES: Contract = {
  'orders.outcomes': [
    orders.OrderConfirmed,
    orders.OrderCancelled,
    orders.OrderExpired,
    orders.OrderFailed,
    orders.OrderEventRefused,
    orders.OrderBatchCompleted,
  ],
};

/** Everything about orders. */
export const CONTRACT: Contract = {
  'orders.placed': [orders.OrderPlaced],
  'orders.approvals': [orders.OrderApproved],
  'orders.cancellations': [orders.OrderCancellationRequested],
  'orders.batches': [orders.OrderBatchPlaced],
  ...OUTCOMES,
};

/** Where a record that cannot be used goes, with its original bytes. */
export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

/** The topic and type of an outcome, by its short name. Throws where there is none. */
export function outcomeNamed(outcomes: Contract, name: string): { topic: string; type: RecordType } {
  for (const [topic, types] of Object.entries(outcomes)) {
    const type = types.find((candidate) => candidate.name === name);
    if (type) return { topic, type };
  }
  throw new Error(`no outcome topic carries a record named ${name}`);
}
