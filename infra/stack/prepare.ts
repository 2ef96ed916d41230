import { ConstantBackoff, handleAll, retry } from 'cockatiel';
import type { App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';
import { reasonOf, UserError } from '../user-error.ts';
import { createTopics } from './kafka.ts';
import { requireCompatibility } from './registry.ts';
import { topicsOf } from './topics.ts';

/** A server that has just started may refuse requests for some seconds: retries for half a minute. */
const patiently = retry(handleAll, { maxAttempts: 30, backoff: new ConstantBackoff(1_000) });

/**
 * Creates what an app needs on the Kafka and the registry of the settings: its topics, and full compatibility checks.
 * Existing topics stay as they are. Throws a `UserError` if a server refuses.
 */
export async function prepare({ kafka, registry }: Config, app: App): Promise<void> {
  const [broker = ''] = kafka.brokers;
  await patiently
    .execute(() => createTopics(broker, topicsOf(app)))
    .catch(explain(`Kafka at ${broker} did not create the topics: check KTB_KAFKA_BROKERS`));
  await patiently
    .execute(() => requireCompatibility(registry.url, registry.auth))
    .catch(explain('the registry did not accept its compatibility setting: check KTB_REGISTRY_URL'));
}

const explain = (sentence: string) => (cause: unknown) => {
  throw new UserError(`${sentence} (${reasonOf(cause)})`, 1, { cause });
};
