import { describe, expect, it } from '@jest/globals';
import { reminderRoutes } from '../../consumers/reminders.ts';
import { commandOf } from '../../consumers/bridge/route-record.ts';
import type { ReminderCancellationRequested, ReminderRequested } from '../../schemas/generated/reminders.ts';
import { aReminder } from '../reminders.ts';
import { aRecord } from './bridge/record.ts';

const [requested, cancellations] = reminderRoutes();
const cancellation = { reminderId: 'r-1', requestedBy: 'ada', requestedAt: 1 };

const recordOf = (topic: string, id: string) => aRecord({ topic, key: Buffer.from(id) });
const routedRequest = (value: ReminderRequested) =>
  commandOf(requested!, recordOf('reminders.requested', value.reminderId), value);
const routedCancellation = (value: ReminderCancellationRequested) =>
  commandOf(cancellations!, recordOf('reminders.cancellations', value.reminderId), value);

it('a request starts the reminder', () => {
  expect(routedRequest(aReminder())).toEqual({
    kind: 'start',
    workflowType: 'reminder',
    workflowId: 'reminder-r-1',
    taskQueue: 'orders',
    args: [aReminder()],
  });
});

it('a cancellation signals the reminder, and never starts one', () => {
  expect(routedCancellation(cancellation)).toEqual({
    kind: 'signal',
    workflowId: 'reminder-r-1',
    signal: 'cancel-reminder',
    args: [cancellation],
  });
});

it.each([
  ['before 1970', -1],
  ['in the last moment of the year 9999', Date.parse('9999-12-31T23:59:59.999Z')],
])('a reminder may be due %s', (_, dueAt) => {
  expect(routedRequest(aReminder({ dueAt }))).toMatchObject({ kind: 'start' });
});

describe('is invalid, naming the field and not its value', () => {
  it.each([
    ['no id', { reminderId: '' }, 'reminderId'],
    ['an address without @', { to: 'secret' }, 'to'],
    ['an address that begins another header', { to: 'secret@home.example\r\nBcc: eve@evil.example' }, 'to'],
    ['an address beyond 320 characters', { to: `${'a'.repeat(320)}@home.example` }, 'to'],
    ['a subject that begins another header', { subject: 'secret\r\nBcc: eve@evil.example' }, 'subject'],
    ['a subject with a bare line feed', { subject: 'secret\nBcc: eve@evil.example' }, 'subject'],
    ['a subject with a NUL', { subject: 'secret\0' }, 'subject'],
    ['a subject beyond 1,000 bytes', { subject: 'é'.repeat(501) }, 'subject'],
    ['a body beyond 100,000 bytes', { body: 'é'.repeat(50_001) }, 'body'],
    ['a time in microseconds', { dueAt: Date.UTC(2026, 0) * 1_000 }, 'dueAt'],
  ])('a request with %s', (_, about, field) => {
    const verdict = routedRequest(aReminder(about));
    expect(verdict).toMatchObject({ kind: 'rejected', stage: 'route', reason: 'invalid' });
    const { message } = verdict as { message: string };
    expect(message).toContain(`${field}:`);
    expect(message).not.toMatch(/secret|evil/);
  });

  it.each([
    ['no id', { reminderId: '' }, 'reminderId'],
    ['a requestedBy beyond 1,000 bytes', { requestedBy: 'é'.repeat(501) }, 'requestedBy'],
  ])('a cancellation with %s', (_, about, field) => {
    expect(routedCancellation({ ...cancellation, ...about })).toMatchObject({
      reason: 'invalid',
      message: expect.stringContaining(`${field}:`),
    });
  });
});
