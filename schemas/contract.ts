import * as catalog from './generated/catalog.ts';
import * as greetings from './generated/greetings.ts';
import * as imports from './generated/imports.ts';
import * as orders from './generated/orders.ts';
import type { RecordType } from './record-type.ts';
import * as reminders from './generated/reminders.ts';
import * as reports from './generated/reports.ts';

/** The record types that each topic carries: what producers and subscribers may rely on. */
export type Contract = Readonly<Record<string, readonly RecordType[]>>;

/** What upstream teams write; each of these topics has a dead-letter topic beside it. */
export const INBOUND: Contract = {
  'orders.placed': [orders.OrderPlaced],
  'orders.approvals': [orders.OrderApproved],
  'orders.cancellations': [orders.OrderCancellationRequested],
  'orders.batches': [orders.OrderBatchPlaced],
  'reminders.requested': [reminders.ReminderRequested],
  'reminders.cancellations': [reminders.ReminderCancellationRequested],
  'imports.requested': [imports.ImportRequested],
  'greetings.requested': [greetings.GreetingRequested],
};

/** What the workflows publish. */
export const OUTCOMES: Contract = {
  'orders.outcomes': [
    orders.OrderConfirmed,
    orders.OrderCancelled,
    orders.OrderExpired,
    orders.OrderFailed,
    orders.OrderEventRefused,
    orders.OrderBatchCompleted,
  ],
  'reminders.outcomes': [reminders.ReminderSent, reminders.ReminderCancelled],
  'imports.outcomes': [imports.ImportCompleted, imports.ImportFailed],
  'catalog.items': [catalog.CatalogItem],
  'greetings.outcomes': [greetings.GreetingCompleted],
  'reports.outcomes': [reports.DailyReportCompleted],
};

/** Every topic of the reference application. */
export const CONTRACT: Contract = { ...INBOUND, ...OUTCOMES };

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
