import { randomUUID } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { AnswerOnce } from './answer-once.ts';
import { isMailDown } from './behaviour.ts';
import type { Ledger } from './ledger.ts';
import { readMailHeaders } from './mail-headers.ts';

export interface MailSinkOptions {
  readonly ledger: Ledger;
  readonly once: AnswerOnce;
}

const DOWN = Object.assign(new Error('try again later'), { responseCode: 451 });

/**
 * A mail server that keeps the envelope and a few headers; reminders stand in the ledger as orders do. It refuses only
 * once it knows what a mail is about, so that the attempt counts. A Message-ID that was seen before is accepted and counted
 * as an attempt, but not as a mail, as mailbox servers do.
 */
export function createMailSink({ ledger, once }: MailSinkOptions): SMTPServer {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    // Clients pool connections: an idle one must not hold up the end.
    closeTimeout: 100,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      readAll(stream)
        .then((mail) => keep(mail, to))
        .then(() => done(), done);
    },
  });
  // A client that hangs up in the middle ends its connection, not the server.
  server.on('error', () => {});
  return server;

  async function keep(mail: string, to: readonly string[]): Promise<void> {
    const headers = readMailHeaders(mail);
    const orderId = headers.get('x-order-id') ?? headers.get('x-reminder-id') ?? '';
    const messageId = headers.get('message-id') ?? randomUUID();
    void ledger.record({ kind: 'attempt', orderId, operation: 'mail' });
    if (to.some(isMailDown)) throw DOWN;

    const keyed = { key: `mail ${messageId}`, fingerprint: '' };
    await once(keyed, async () => {
      const answer = { status: 250, body: {} };
      const at = new Date().toISOString();
      const entries = [{ orderId, messageId, to, subject: headers.get('subject') ?? '', at }];
      await ledger.record({ kind: 'answer', ...keyed, answer, orderId, account: 'mailed', entries });
      return answer;
    });
  }
}
