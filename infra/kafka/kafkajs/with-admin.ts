import type { Admin, Kafka } from 'ktb-kafkajs';
import { translated } from './errors.ts';

/** Asks the cluster; the connection lasts for as long as the work. */
export const withAdmin = <T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> =>
  translated(async () => {
    const admin = kafka.admin({ retry: { retries: 2 } });
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  });
