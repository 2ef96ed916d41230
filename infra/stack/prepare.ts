import { ConstantBackoff, handleAll, retry } from 'cockatiel';
import type { App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';
import { reasonOf, UserError } from '../user-error.ts';
import { createTopics } from './kafka.ts';
import { requireCompatibility } from './registry.ts';
import { topicsOf } from './topics.ts';

/** A server that has just come up may not do yet what it already takes: half a minute of patience. */
const patiently = retry(handleAll, { maxAttempts: 30, backoff: new ConstantBackoff(1_000) });

/**
 * Makes what an app needs on the Kafka and the registry of the settings: its topics, and compatibility in both
 * directions. What is there already stays. Throws a `UserError` where a server does not do it.
 */
export async function prepare({ kafka, registry }: Config, app: App): Promise<void> {
  const [broker = ''] = kafka.brokers;
  await patiently
    .execute(() => createTopics(broker, topicsOf(app)))
    .catch(explain(`Kafka at ${broker} did not create the topics: see KTB_KAFKA_BROKERS`));
  await patiently
    .execute(() => requireCompatibility(registry.url, registry.auth))
    .catch(explain('the registry did not take its compatibility: see KTB_REGISTRY_URL'));
}

const explain = (sentence: string) => (cause: unknown) => {
  throw new UserError(`${sentence} (${reasonOf(cause)})`, 1, { cause });
};
