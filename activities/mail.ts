import { createRequire } from 'node:module';
import type { createTransport } from 'nodemailer';
import { v5 as uuidv5 } from 'uuid';
import { refused, unavailable } from './failures.ts';
import type { Mailer } from './services.ts';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** Whether it speaks TLS from the start. Default false: it is asked to, if it offers it. */
  readonly isTls?: boolean;
  /** Default: none. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Address of the sender. */
  readonly from: string;
  /** To connect and receive the server's greeting, in milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** For one mail with the wait for a connection, in milliseconds. Default 20,000; keep it below the activity's own. */
  readonly timeoutMs?: number;
}

export interface SmtpMailer extends Mailer {
  /** Closes the connections. */
  close(): void;
}

/** Frozen: mailboxes drop a mail with an id that they have seen. */
const MESSAGE_IDS = '0b7c9a2e-6f1d-4d55-8f43-5ae1f6b0c3d9';

/** Sends over SMTP with a few connections that stay open; encrypted if the server offers it. */
export function smtpMailer(options: SmtpOptions): SmtpMailer {
  const { host, port, isTls = false, login, from, connectTimeoutMs = 5_000, timeoutMs = 20_000 } = options;
  // Here, and not above: an application without mail need not install it.
  const mailer = createRequire(import.meta.url)('nodemailer') as { createTransport: typeof createTransport };
  const transport = mailer.createTransport({
    pool: true,
    host,
    port,
    secure: isTls,
    ...(login && { auth: { user: login.username, pass: login.password } }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    // Temporal does the retries.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    async send({ to, subject, text, ...about }, { idempotencyKey, signal }) {
      const mail = {
        from,
        // As an object, so that it stays one recipient whatever the text is.
        to: { name: '', address: to },
        subject,
        text,
        messageId: messageId(idempotencyKey, from),
        headers: 'orderId' in about ? { 'X-Order-Id': about.orderId } : { 'X-Reminder-Id': about.reminderId },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      };
      await transport.sendMail(mail).catch((error: SmtpError) => {
        if (signal.aborted) throw signal.reason;
        throw failureOf(error);
      });
    },
    close: () => transport.close(),
  };
}

/** Frozen: the same for every attempt, so that a mail sent twice arrives once. */
const messageId = (idempotencyKey: string, from: string): string =>
  `<${uuidv5(idempotencyKey, MESSAGE_IDS)}@${/@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'}>`;

type SmtpError = Error & { readonly code?: string; readonly responseCode?: number };

/** The library's errors repeat addresses: only codes are passed on. */
function failureOf({ code = 'failed', responseCode }: SmtpError) {
  // The next mail would fare no better, and an operator can correct it.
  if (code === 'EAUTH') return unavailable('mail: the server does not accept the login, see KTB_SMTP_URL');
  if (responseCode === undefined && code === 'EENVELOPE') {
    return refused('MailRefusedError', 'mail: send found no usable address');
  }
  if (responseCode === undefined) return unavailable(`mail: send got no answer (${code})`);
  const message = `mail: send was answered ${responseCode}`;
  return responseCode >= 500 ? refused('MailRefusedError', message) : unavailable(message);
}
