import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import type { Registry } from '../../schemas/bridge/registry.ts';
import { appProblems } from '../app/app-problems.ts';
import type { App } from '../app/app.ts';
import { compactedDeadLetters } from '../kafka/compacted-dead-letters.ts';
import type { Kafka } from '../kafka/kafka.ts';
import type { Logger } from '../logger.ts';
import type { Config } from '../settings/config.ts';
import { missingTopics, type FoundTopics } from '../kafka/client.ts';
import { registerSchemas } from './register-schemas.ts';

interface Asked {
  readonly app: App;
  readonly config: Config;
  readonly registry: Registry;
  readonly found: FoundTopics;
}

type AskedOfConsumers = Asked & { readonly kafka: Pick<Kafka, 'cluster'>; readonly log: Logger };

/** Those that the consumers of an app cannot do without. */
export function topicsOfConsumers({ routes }: App): string[] {
  const topics = [...new Set(routes.map(({ topic }) => topic))];
  return topics.flatMap((topic) => [topic, deadLetterTopic(topic)]);
}

/** Those that the worker of an app cannot do without. */
export const topicsOfWorker = ({ outcomes = {} }: App): string[] => Object.keys(outcomes);

/** What prevents the consumers of an app from starting, one sentence each. Registers the schemas. */
export async function consumerProblems(asked: AskedOfConsumers): Promise<string[]> {
  const { app, config, registry, found, kafka, log } = asked;
  const { routes } = app;
  const deadLetterTopics = found.topics.filter((topic) => topic.endsWith(deadLetterTopic('')));
  return [
    ...new Set([...(routes.length === 0 ? ['there is no route'] : []), ...appProblems(app).errors]),
    ...missingTopics(found, topicsOfConsumers(app)),
    ...(await compactedDeadLetters(kafka, deadLetterTopics, log)),
    ...(await registerSchemas(registry, config.registry.url, routes)),
  ];
}

/** What prevents the worker of an app from starting, one sentence each. Registers the schemas. */
export async function workerProblems({ app, config, registry, found }: Asked): Promise<string[]> {
  const { outcomes = {} } = app;
  const types = Object.entries(outcomes).flatMap(([topic, ofTopic]) =>
    ofTopic.map((type) => ({ topic, type })),
  );
  return [
    ...appProblems(app).errors,
    ...missingTopics(found, topicsOfWorker(app)),
    ...(await registerSchemas(registry, config.registry.url, types)),
  ];
}
