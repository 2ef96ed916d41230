import * as catalog from './generated/catalog.ts';
import * as greetings from './generated/greetings.ts';
import * as imports from './generated/imports.ts';
import * as orders from './generated/orders.ts';
import * as reminders from './generated/reminders.ts';
import * as reports from './generated/reports.ts';
import type { TopicTypes } from './bridge/topic-types.ts';

/** The topics that upstream teams write to, with their record types. Each has a dead-letter topic. */
export const INBOUND: TopicTypes = {
  'orders.placed': [orders.OrderPlaced],
  'orders.approvals': [orders.OrderApproved],
  'orders.cancellations': [orders.OrderCancellationRequested],
  'orders.batches': [orders.OrderBatchPlaced],
  'reminders.requested': [reminders.ReminderRequested],
  'reminders.cancellations': [reminders.ReminderCancellationRequested],
  'imports.requested': [imports.ImportRequested],
  'greetings.requested': [greetings.GreetingRequested],
};

/** The topics to which workflows publish, with their record types. */
export const OUTCOMES = {
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
} satisfies TopicTypes;

/** Every topic of the order application. */
export const CONTRACT: TopicTypes = { ...INBOUND, ...OUTCOMES };
