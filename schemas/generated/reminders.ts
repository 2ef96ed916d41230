// Generated from schemas/avro by `npm run schemas`: do not edit.
import { recordType } from '../bridge/record-type.ts';

/** The reminder is not wanted any more. */
export interface ReminderCancellationRequested {
  readonly reminderId: string;
  readonly requestedBy: string;
  /** Milliseconds since 1970, UTC. */
  readonly requestedAt: number;
}

/** Final: cancelled on request, and not sent. */
export interface ReminderCancelled {
  readonly reminderId: string;
  /** Milliseconds since 1970, UTC. */
  readonly cancelledAt: number;
}

/** Somebody wants to be reminded by e-mail. */
export interface ReminderRequested {
  readonly reminderId: string;
  /** One e-mail address. */
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** When to send it; at once where that is past. */
  readonly dueAt: number;
}

/** Final: the mail server took the reminder. */
export interface ReminderSent {
  readonly reminderId: string;
  /** Milliseconds since 1970, UTC. */
  readonly sentAt: number;
}

export const ReminderCancellationRequested = recordType<ReminderCancellationRequested, 'ReminderCancellationRequested'>({"type":"record","name":"ReminderCancellationRequested","namespace":"reminders.v1","doc":"The reminder is not wanted any more.","key":"reminderId","fields":[{"name":"reminderId","type":"string"},{"name":"requestedBy","type":"string"},{"name":"requestedAt","type":{"type":"long","logicalType":"timestamp-millis"}}]});

export const ReminderCancelled = recordType<ReminderCancelled, 'ReminderCancelled'>({"type":"record","name":"ReminderCancelled","namespace":"reminders.v1","doc":"Final: cancelled on request, and not sent.","key":"reminderId","fields":[{"name":"reminderId","type":"string"},{"name":"cancelledAt","type":{"type":"long","logicalType":"timestamp-millis"}}]});

export const ReminderRequested = recordType<ReminderRequested, 'ReminderRequested'>({"type":"record","name":"ReminderRequested","namespace":"reminders.v1","doc":"Somebody wants to be reminded by e-mail.","key":"reminderId","fields":[{"name":"reminderId","type":"string"},{"name":"to","type":"string","doc":"One e-mail address."},{"name":"subject","type":"string"},{"name":"body","type":"string"},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When to send it; at once where that is past."}]});

export const ReminderSent = recordType<ReminderSent, 'ReminderSent'>({"type":"record","name":"ReminderSent","namespace":"reminders.v1","doc":"Final: the mail server took the reminder.","key":"reminderId","fields":[{"name":"reminderId","type":"string"},{"name":"sentAt","type":{"type":"long","logicalType":"timestamp-millis"}}]});
