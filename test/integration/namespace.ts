import { loadConfig } from '../../infra/settings/config.ts';
import { setUpNamespace } from '../../infra/stack/namespace.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';

/** A namespace of this test's own, as `ktb stack up` makes one, and a client that is in it. */
export async function openNamespace(name: string) {
  const namespace = `${name}-${Date.now()}`;
  const { temporal } = loadConfig();
  await setUpNamespace(temporal.connection.address, namespace);
  const client = await connectTemporal({ ...temporal, namespace });
  return {
    client,
    /** For `ktb` processes that shall work in it. */
    env: { TEMPORAL_NAMESPACE: namespace },
    namespace,
    close: () => client.connection.close(),
  };
}
