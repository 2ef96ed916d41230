import { loadOrdersConfig, type OrdersConfig } from '../orders/settings.ts';
import { loadConfig, type Config } from '../settings/config.ts';
import type { Endpoints } from '../settings/local-endpoints.ts';

type GivenSettings = Readonly<Record<string, string>>;

/**
 * The bridge's configuration on servers for tests. It uses only what the caller gives: a test must not depend on the
 * machine. Only errors are logged by default. Throws a `UserError` that names each bad setting.
 */
export function configFor(endpoints: Endpoints, settings: GivenSettings = {}): Config {
  const config = loadConfig({
    KTB_LOG_LEVEL: 'error',
    ...settings,
    KTB_KAFKA_BROKERS: endpoints.kafka,
    KTB_REGISTRY_URL: endpoints.registry,
  });
  // Temporal's own settings may also lie in a file of this machine.
  return { ...config, temporal: { connection: { address: endpoints.temporal }, namespace: 'default' } };
}

/** The same for the order application's own settings. */
export const ordersConfigFor = (endpoints: Endpoints, settings: GivenSettings = {}): OrdersConfig =>
  loadOrdersConfig({
    ...settings,
    KTB_SERVICES_URL: endpoints.simulator,
    KTB_SMTP_URL: `smtp://${endpoints.smtp}`,
  });
