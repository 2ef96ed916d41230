import type { CatalogItem } from '../schemas/generated/catalog.ts';
import type { GreetingCompleted } from '../schemas/generated/greetings.ts';
import type { ImportCompleted, ImportFailed } from '../schemas/generated/imports.ts';
import type * as orders from '../schemas/generated/orders.ts';
import type { ReminderCancelled, ReminderSent } from '../schemas/generated/reminders.ts';
import type { DailyReportCompleted } from '../schemas/generated/reports.ts';
import type { Decision } from './bridge/decision.ts';
import { publishDecided as publishAsDecided } from './bridge/publish-decided.ts';
import { publishOutcome } from './bridge/publish.ts';

/** Every outcome that a workflow of this application may publish, by the short name of its record. */
export interface Outcomes {
  OrderConfirmed: orders.OrderConfirmed;
  OrderCancelled: orders.OrderCancelled;
  OrderExpired: orders.OrderExpired;
  OrderFailed: orders.OrderFailed;
  OrderEventRefused: orders.OrderEventRefused;
  OrderBatchCompleted: orders.OrderBatchCompleted;
  ReminderSent: ReminderSent;
  ReminderCancelled: ReminderCancelled;
  ImportCompleted: ImportCompleted;
  ImportFailed: ImportFailed;
  CatalogItem: CatalogItem;
  GreetingCompleted: GreetingCompleted;
  DailyReportCompleted: DailyReportCompleted;
}

/** `publishOutcome`, for what this application publishes. */
export const publish = <Name extends keyof Outcomes>(
  name: Name,
  value: Outcomes[Name],
  occurrence?: string,
): Promise<void> => publishOutcome(name, value, occurrence);

/** The library's `publishDecided`, likewise. */
export const publishDecided = <Name extends keyof Outcomes>(
  decision: Decision,
  name: Name,
  value: Outcomes[Name],
): Promise<void> => publishAsDecided(decision, name, value);
