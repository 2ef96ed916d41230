import { smtpMailer } from '../../activities/mail.ts';
import { httpServices } from '../../activities/order-services.ts';
import type { OrderServices } from '../../activities/services.ts';
import { requirePackage } from '../app/optional-package.ts';
import type { OrdersConfig } from './settings.ts';

/** The HTTP services and the mail server, at the addresses of the configuration. */
export function connectServices({ services, mail }: OrdersConfig): OrderServices & { close(): void } {
  requirePackage('nodemailer', 'the order application');
  const mailer = smtpMailer(mail);
  return { ...httpServices({ baseUrl: services.url }), mailer, close: () => mailer.close() };
}
