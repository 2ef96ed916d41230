import { resolve } from 'node:path';
import { z } from 'zod';
import type { SmtpOptions } from '../../activities/mail.ts';
import { withoutLogin } from '../../schemas/bridge/url-login.ts';
import { keepLoginSecret } from '../output/secrets.ts';
import { localEndpoints } from '../settings/local-endpoints.ts';
import {
  byDefault,
  duration,
  httpUrl,
  localStack,
  optional,
  readSettings,
  text,
} from '../settings/setting.ts';

/** The settings of the order application, beside those of the bridge. */
export const ORDER_SETTINGS = {
  KTB_SERVICES_URL: optional(
    httpUrl,
    'Base URL of the inventory, payment and shipping services; may hold a login',
    localStack('http://127.0.0.1:8090'),
  ),
  KTB_SMTP_URL: optional(
    z.url({ protocol: /^smtps?$/, message: 'should be a URL such as "smtp://host:25"' }),
    'Mail server, `smtp://host:port`, or `smtps://` for TLS from the start; may hold a login',
    localStack('smtp://127.0.0.1:1025'),
  ),
  KTB_MAIL_FROM: byDefault('orders@shop.example', z.email(), 'Sender of mails'),
  KTB_PLACED_WITHIN: byDefault(
    '7 days',
    z.string().transform(duration),
    'How long an early approval or cancellation waits for its order',
  ),
  KTB_APPROVAL_WITHIN: byDefault(
    '24 hours',
    z.string().transform(duration),
    'How long an order waits for its approval',
  ),
  KTB_UNDO_WITHIN: byDefault(
    '7 days',
    z.string().transform(duration),
    'How long services are asked again to undo a step of an order that fails or is cancelled',
  ),
  KTB_APPROVER: optional(z.email(), 'E-mail address to remind at half the approval wait', 'no reminder'),
  KTB_REPORT_TIME_ZONE: byDefault(
    'UTC',
    text.transform(timeZone),
    "Time zone of the daily report at 9 o'clock, an IANA name such as `Europe/Lisbon`",
  ),
  KTB_IMPORTS_DIR: byDefault('imports', text, 'Folder with the files that may be imported'),
};

export type OrdersConfig = ReturnType<typeof loadOrdersConfig>;

/** Reads and checks the settings of the order application. Throws one `UserError` that names each wrong setting. */
export function loadOrdersConfig(env: NodeJS.ProcessEnv = process.env) {
  const set = readSettings(ORDER_SETTINGS, env);
  const local = localEndpoints();
  const services = set.KTB_SERVICES_URL ?? local?.simulator ?? 'http://127.0.0.1:8090';
  keepLoginSecret(withoutLogin(services).login);
  const smtp = set.KTB_SMTP_URL ?? `smtp://${local?.smtp ?? '127.0.0.1:1025'}`;
  return {
    services: { url: services },
    mail: { ...mailServer(smtp), from: set.KTB_MAIL_FROM },
    orders: {
      placedWithinMs: set.KTB_PLACED_WITHIN,
      approvalWithinMs: set.KTB_APPROVAL_WITHIN,
      undoWithinMs: set.KTB_UNDO_WITHIN,
      approver: set.KTB_APPROVER,
    },
    reports: { timeZone: set.KTB_REPORT_TIME_ZONE },
    imports: { dir: resolve(set.KTB_IMPORTS_DIR) },
  };
}

type MailServer = Pick<SmtpOptions, 'host' | 'port' | 'isTls' | 'login'>;

function mailServer(address: string): MailServer {
  const { url, login } = withoutLogin(address);
  keepLoginSecret(login);
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (isTls ? 465 : 25)),
    ...(isTls && { isTls }),
    ...(login && { login }),
  };
}

/** Temporal's server accepts names exactly as they are in the time zone database, and no offsets. */
function timeZone(name: string, context: z.RefinementCtx): string {
  try {
    const { timeZone: known } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    if (!/^[+-]/.test(known)) return known.toLowerCase() === name.toLowerCase() ? known : name;
  } catch {
    // Reported below.
  }
  context.addIssue({
    code: 'custom',
    message: 'should be an IANA time zone such as "UTC" or "Europe/Lisbon"',
  });
  return z.NEVER;
}
