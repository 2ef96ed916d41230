import { afterEach, describe, expect, it } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { smtpMailer, type SmtpOptions } from '../../activities/mail.ts';
import { ledgerOf, openSimulator } from '../infra/simulator/open-simulator.ts';
import { closedPort, oddPort } from './odd-server.ts';
import { activitiesOn, anOrder } from './orders.ts';

const mailers: { close(): void }[] = [];
afterEach(() => mailers.splice(0).forEach((mailer) => mailer.close()));

function mailerAt(port: number, options: Partial<SmtpOptions> = {}) {
  const mailer = smtpMailer({ host: '127.0.0.1', port, from: 'Shop <orders@shop.example>', ...options });
  mailers.push(mailer);
  return mailer;
}

const call = { idempotencyKey: 'order-1/confirmation', signal: new AbortController().signal };
const mail = { to: 'ada@home.example', subject: 'Grüße', text: 'Hello', orderId: 'ü-1' };

/** A mail server that gives one answer to everything, from its greeting on, or after it. */
const stubborn = (answer: string, greeting = '220 hello') =>
  oddPort((socket) => {
    socket.write(`${greeting}\r\n`);
    socket.on('data', (data) =>
      socket.write(/^(EHLO|HELO|RSET|QUIT)/.test(String(data)) ? '250 ok\r\n' : `${answer}\r\n`),
    );
  });

describe('a mail', () => {
  it('arrives, with the order it is about', async () => {
    const simulator = await openSimulator();
    await mailerAt(simulator.smtpPort).send(mail, call);
    expect((await ledgerOf(simulator)).mailed).toMatchObject([
      { orderId: 'ü-1', to: ['ada@home.example'], subject: 'Grüße' },
    ]);
  });

  it('that is a reminder arrives under the id of the reminder', async () => {
    const simulator = await openSimulator();
    const { orderId: _, ...rest } = mail;
    await mailerAt(simulator.smtpPort).send({ ...rest, reminderId: 'r-1' }, call);
    expect((await ledgerOf(simulator)).mailed).toMatchObject([{ orderId: 'r-1', to: ['ada@home.example'] }]);
  });

  it('has a Message-ID made of its key, for ever the same', async () => {
    const simulator = await openSimulator();
    await mailerAt(simulator.smtpPort).send(mail, call);
    expect((await ledgerOf(simulator)).mailed[0]?.messageId).toBe(
      '<4e3b0672-6c6f-594d-8d61-1f641370e98e@shop.example>',
    );
  });

  it('counts once however often it is sent; one with another key counts too', async () => {
    const simulator = await openSimulator();
    await mailerAt(simulator.smtpPort).send(mail, call);
    await mailerAt(simulator.smtpPort).send(mail, call);
    await mailerAt(simulator.smtpPort).send(mail, { ...call, idempotencyKey: 'order-1/approval-reminder' });
    const { totals, attempts } = await ledgerOf(simulator);
    expect(totals.mailed).toBe(2);
    expect(attempts['ü-1']).toEqual({ mail: 3 });
  });

  it.each(['ada@home.example, eve@evil.example', 'ada@home.example\r\nRCPT TO:<eve@evil.example>'])(
    'has one recipient whatever the address looks like: %j',
    async (to) => {
      const simulator = await openSimulator();
      const sent = mailerAt(simulator.smtpPort).send({ ...mail, to }, call);
      await expect(sent).rejects.toMatchObject({ type: 'MailRefusedError', nonRetryable: true });
      expect((await ledgerOf(simulator)).mailed).toEqual([]);
    },
  );

  it('cannot add a header by a line break', async () => {
    const simulator = await openSimulator();
    const orderId = '1\r\nMessage-ID: <other@evil.example>';
    await mailerAt(simulator.smtpPort).send({ ...mail, subject: `Order ${orderId}`, orderId }, call);
    expect((await ledgerOf(simulator)).mailed[0]?.messageId).toMatch(/@shop\.example>$/);
  });
});

describe('a mail server', () => {
  const later = (message: RegExp) => ({
    type: 'ServiceUnavailableError',
    nonRetryable: false,
    message: expect.stringMatching(message),
  });
  const never = (message: RegExp) => ({
    type: 'MailRefusedError',
    nonRetryable: true,
    message: expect.stringMatching(message),
  });

  it('that is down for the address is tried again, and its answer repeats no address', async () => {
    const { smtpPort } = await openSimulator();
    const error = await mailerAt(smtpPort)
      .send({ ...mail, to: 'ada@down.example' }, call)
      .catch((error: unknown) => error);
    expect(error).toMatchObject(later(/^mail: send was answered 451$/));
    expect((error as Error).cause).toBeUndefined();
  });

  it('that cannot be found is retried', async () => {
    await expect(mailerAt(await closedPort()).send(mail, call)).rejects.toMatchObject(
      later(/^mail: send got no answer \(ESOCKET\)$/),
    );
  });

  it('that does not greet is tried again', async () => {
    const silent = mailerAt(await oddPort(() => {}), { connectTimeoutMs: 50 });
    await expect(silent.send(mail, call)).rejects.toMatchObject(
      later(/^mail: send got no answer \(ETIMEDOUT\)$/),
    );
  });

  it('that falls silent in the middle is tried again', async () => {
    const port = await oddPort((socket) => socket.write('220 hello\r\n'));
    const silent = mailerAt(port, { timeoutMs: 100 });
    await expect(silent.send(mail, call)).rejects.toMatchObject(
      later(/^mail: send got no answer \(EABORT\)$/),
    );
  });

  it('that hangs up is tried again', async () => {
    const port = await oddPort((socket) => socket.end('220 hello\r\n'));
    await expect(mailerAt(port).send(mail, call)).rejects.toMatchObject(later(/^mail: send got no answer/));
  });

  it('that is busy is tried again', async () => {
    const busy = mailerAt(await stubborn('421 ada@home.example is busy'));
    await expect(busy.send(mail, call)).rejects.toMatchObject(later(/^mail: send was answered 421$/));
  });

  it('that refuses the address permanently is not', async () => {
    const port = await stubborn('550 ada@home.example is unknown');
    await expect(mailerAt(port).send(mail, call)).rejects.toMatchObject(
      never(/^mail: send was answered 550$/),
    );
  });

  it('is not asked about something that is no address', async () => {
    const { smtpPort } = await openSimulator();
    await expect(mailerAt(smtpPort).send({ ...mail, to: '' }, call)).rejects.toMatchObject(
      never(/no usable address$/),
    );
  });

  it('may be restarted between two mails', async () => {
    const first = await openSimulator();
    const mailer = mailerAt(first.smtpPort);
    await mailer.send(mail, call);
    await first.close();
    await expect(mailer.send(mail, call)).rejects.toMatchObject({ type: 'ServiceUnavailableError' });
    const second = await openSimulator({ ledgerFile: first.ledgerFile, smtpPort: first.smtpPort });
    await mailer.send({ ...mail, orderId: '2' }, { ...call, idempotencyKey: 'order-2/confirmation' });
    expect((await ledgerOf(second)).totals.mailed).toBe(2);
  });

  it('is left alone when the activity is cancelled', async () => {
    let connect = () => {};
    const connected = new Promise<void>((resolve) => (connect = resolve));
    const mailer = mailerAt(await oddPort(() => connect()));
    const { environment, run } = activitiesOn({ mailer });
    const sent = run((activities) => activities.sendConfirmation({ order: anOrder() }));
    await connected;
    environment.cancel();
    await expect(sent).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('a login', () => {
  const login = { username: 'shop', password: 'pass/word' };
  /** Takes logins, and gives this answer to each. */
  const asking = (answer: string, heard: string[]) =>
    oddPort((socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', (data) => {
        const line = String(data).trim();
        if (line.startsWith('EHLO')) return socket.write('250-hello\r\n250 AUTH PLAIN\r\n');
        if (line.startsWith('AUTH')) return (heard.push(line), socket.write(`${answer}\r\n`));
        return socket.write(line === 'DATA' ? '354 go on\r\n' : '250 ok\r\n');
      });
    });

  it('is given to a server that takes one', async () => {
    const heard: string[] = [];
    await mailerAt(await asking('235 welcome', heard), { login }).send(mail, call);
    expect(heard).toEqual([`AUTH PLAIN ${Buffer.from('\0shop\0pass/word').toString('base64')}`]);
  });

  it('that is not accepted is tried again, and not repeated in the message', async () => {
    const sent = mailerAt(await asking('535 no, not pass/word', []), { login }).send(mail, call);
    await expect(sent).rejects.toMatchObject({
      nonRetryable: false,
      message: 'mail: the server does not accept the login, see KTB_SMTP_URL',
    });
  });
});
