import { routeProblems } from '../../consumers/bridge/route-problems.ts';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import type { Registry } from '../../schemas/bridge/registry.ts';
import type { App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';
import { missingTopics } from '../kafka/client.ts';
import { registerSchemas } from './register-schemas.ts';

interface Asked {
  readonly app: App;
  readonly config: Config;
  readonly registry: Registry;
  /** Topics that there are. */
  readonly present: readonly string[];
}

/** What keeps the consumers of an app from starting, each in a sentence of its own. Registers the schemas. */
export async function consumerProblems({
  app: { routes },
  config,
  registry,
  present,
}: Asked): Promise<string[]> {
  const topics = [...new Set(routes.map(({ topic }) => topic))];
  const needed = topics.flatMap((topic) => [topic, deadLetterTopic(topic)]);
  return [
    ...routeProblems(routes),
    ...missingTopics(present, needed),
    ...(await registerSchemas(registry, config.registry.url, routes)),
  ];
}

/** What keeps the worker of an app from starting, each in a sentence of its own. Registers the schemas. */
export async function workerProblems({
  app: { outcomes = {} },
  config,
  registry,
  present,
}: Asked): Promise<string[]> {
  const types = Object.entries(outcomes).flatMap(([topic, ofTopic]) =>
    ofTopic.map((type) => ({ topic, type })),
  );
  return [
    ...missingTopics(present, Object.keys(outcomes)),
    ...(await registerSchemas(registry, config.registry.url, types)),
  ];
}
