import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { loadOrdersConfig } from '../../infra/orders/settings.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import type { Statement } from '../../infra/simulator/statement.ts';
import type { ReminderRequested } from '../../schemas/generated/reminders.ts';
import { eventually } from '../eventually.ts';
import { aReminder } from '../reminders.ts';
import { ktb, produce, startKtb, type Ktb } from './ktb.ts';
import { watch } from './watch.ts';

/** Greetings and reminders from topic to topic, with every server and service real. */
const YEAR_9999 = Date.parse('9999-06-01T00:00:00Z');

let client: Client;
let run: Ktb;
let seen: Awaited<ReturnType<typeof watch>>;
beforeAll(async () => {
  client = await connectTemporal(loadConfig().temporal);
  seen = await watch(
    'greetings.outcomes',
    'greetings.requested.dlq',
    'reminders.outcomes',
    'reminders.requested.dlq',
    'reminders.cancellations.dlq',
  );
  run = startKtb(['run']);
  await run.says('"msg":"ready"');
});
afterAll(async () => {
  await run?.kill('SIGTERM');
  await seen?.stop();
  await client?.connection.close();
});

const written = async (topic: string, type: string, value: object) =>
  expect(await produce(topic, type, [value])).toMatchObject({ code: 0 });

async function remind(about: Partial<ReminderRequested> = {}): Promise<string> {
  const reminderId = `reminder-${randomUUID()}`;
  await written('reminders.requested', 'ReminderRequested', aReminder({ reminderId, ...about }));
  return reminderId;
}

const cancel = (reminderId: string) =>
  written('reminders.cancellations', 'ReminderCancellationRequested', {
    reminderId,
    requestedBy: 'ada',
    requestedAt: Date.now(),
  });

async function ledgerOf(id: string): Promise<Statement> {
  const answer = await fetch(`${loadOrdersConfig().services.url}/ledger?orderId=${id}`);
  return (await answer.json()) as Statement;
}

describe('a greeting', () => {
  it('that is requested is published', async () => {
    const greetingId = `greeting-${randomUUID()}`;
    await written('greetings.requested', 'GreetingRequested', { greetingId, name: 'Inês' });
    expect(await seen.until(greetingId)).toMatchObject([
      { type: 'GreetingCompleted', value: { greetingId, name: 'Inês', message: 'Olá, Inês!' } },
    ]);
  });

  it('with an empty name is a dead letter', async () => {
    const greetingId = `greeting-${randomUUID()}`;
    await written('greetings.requested', 'GreetingRequested', { greetingId, name: ' ' });
    expect(await seen.until(greetingId)).toMatchObject([
      { topic: 'greetings.requested.dlq', reason: 'invalid' },
    ]);
  });

  it('that a client starts is printed, and published too', async () => {
    const { code, stdout } = await ktb(['greet', 'Ana', '--json']);
    expect(code).toBe(0);
    const completed = JSON.parse(stdout) as { greetingId: string };
    expect(completed).toEqual({ greetingId: expect.any(String), name: 'Ana', message: 'Olá, Ana!' });
    expect(await seen.until(completed.greetingId)).toMatchObject([{ value: completed }]);
  });

  it('that a client starts is printed for people', async () => {
    expect(await ktb(['greet', 'Zoë'])).toMatchObject({ code: 0, stdout: 'Olá, Zoë!\n' });
  });
});

describe('a client that greets gets one sentence', () => {
  const mistake = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const ended = await ktb(['greet', ...args], { env });
    expect(ended.stdout).toBe('');
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    return ended;
  };

  it('if no worker answers', async () => {
    const namespace = `lonely-${randomUUID()}`;
    const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
    await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    const { code, stderr } = await eventually(async () => {
      const ended = await mistake(['Ana', '--within', '1 second'], { TEMPORAL_NAMESPACE: namespace });
      return ended.stderr.includes('no namespace') ? undefined : ended;
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ktb: no worker finished greeting-\S+ within 1 second: start one with ktb run/);
  });

  it.each([
    ['if Temporal is not there', ['Ana'], 1, /cannot reach Temporal at 127\.0\.0\.1:1: .*TEMPORAL_ADDRESS/],
    ['if no name is given', [''], 2, /<name> must not be empty/],
    ['if its time limit is wrong', ['Ana', '--within', 'long'], 2, /should be a duration/],
  ] as const)('%s', async (_, args, code, sentence) => {
    const ended = await mistake(args, { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(ended).toMatchObject({ code, stderr: expect.stringMatching(sentence) });
  });
});

describe('a reminder', () => {
  it('that is due is sent', async () => {
    const id = await remind({ dueAt: Date.now() + 1_000 });
    expect(await seen.until(id)).toMatchObject([{ type: 'ReminderSent', value: { reminderId: id } }]);
    expect((await ledgerOf(id)).mailed).toMatchObject([{ to: ['ada@home.example'], subject: 'Tea time' }]);
  });

  it('in the year 9999 can be cancelled before that', async () => {
    const id = await remind({ dueAt: YEAR_9999 });
    await cancel(id);
    expect(await seen.until(id)).toMatchObject([{ type: 'ReminderCancelled', value: { reminderId: id } }]);
    expect((await ledgerOf(id)).attempts).toEqual({});
  });

  it('whose mail server is down is attempted until it is cancelled', async () => {
    const id = await remind({ to: 'ada@down.example', dueAt: 0 });
    await eventually(async () => ((await ledgerOf(id)).attempts[id]?.['mail'] ?? 0) >= 2);
    await cancel(id);
    expect(await seen.until(id)).toMatchObject([{ type: 'ReminderCancelled' }]);
    expect((await ledgerOf(id)).mailed).toEqual([]);
  });

  it('whose subject begins another header is a dead letter', async () => {
    const id = await remind({ subject: 'Tea\r\nBcc: eve@evil.example' });
    expect(await seen.until(id)).toMatchObject([{ topic: 'reminders.requested.dlq', reason: 'invalid' }]);
  });
});

describe('a cancellation', () => {
  it('before its request is a dead letter, and the reminder is sent', async () => {
    const reminderId = `reminder-${randomUUID()}`;
    await cancel(reminderId);
    expect(await seen.until(reminderId)).toMatchObject([
      { topic: 'reminders.cancellations.dlq', reason: 'early' },
    ]);
    await remind({ reminderId, dueAt: 0 });
    expect(await seen.until(reminderId, 2)).toMatchObject([{ reason: 'early' }, { type: 'ReminderSent' }]);
  });

  it('before its request can be replayed once that has come', async () => {
    const reminderId = `reminder-${randomUUID()}`;
    await cancel(reminderId);
    await seen.until(reminderId);
    await remind({ reminderId, dueAt: YEAR_9999 });
    await eventually(() => client.workflow.getHandle(`reminder-${reminderId}`).describe());
    const replayed = await ktb(['dlq', 'replay', 'reminders.cancellations', '--key', reminderId]);
    expect(replayed).toMatchObject({ code: 0 });
    expect(await seen.until(reminderId, 2)).toMatchObject([
      { reason: 'early' },
      { type: 'ReminderCancelled' },
    ]);
  });

  it('after the end of its reminder is a dead letter', async () => {
    const id = await remind({ dueAt: 0 });
    await seen.until(id);
    expect(await client.workflow.getHandle(`reminder-${id}`).result()).toMatchObject({ status: 'sent' });
    await cancel(id);
    const records = await seen.until(id, 2);
    expect(new Set(records.map(({ type, reason }) => reason ?? type))).toEqual(
      new Set(['ReminderSent', 'late']),
    );
  });
});
