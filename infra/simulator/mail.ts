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
 * A mail server that records the envelope and a few headers; the ledger lists mails by the id of their order or
 * reminder. It refuses a mail only after it has read that id, so that the attempt is counted. A repeated Message-ID is
 * accepted and counted as an attempt, but not as a mail, as mailbox servers do.
 */
export function createMailSink({ ledger, once }: MailSinkOptions): SMTPServer {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    // Clients keep idle connections open, and these must not delay the end.
    closeTimeout: 100,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      readAll(stream)
        .then((mail) => keep(mail, to))
        .then(() => done(), done);
    },
  });
  // A client that disconnects during a mail must not end the server.
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
