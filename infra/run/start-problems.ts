import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import type { Registry } from '../../schemas/bridge/registry.ts';
import { appProblems } from '../app/app-problems.ts';
import type { App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';
import { missingTopics } from '../kafka/client.ts';
import { registerSchemas } from './register-schemas.ts';

interface Asked {
  readonly app: App;
  readonly config: Config;
  readonly registry: Registry;
  /** Topics that exist. */
  readonly present: readonly string[];
}

/** What prevents the consumers of an app from starting, one sentence each. Registers the schemas. */
export async function consumerProblems({ app, config, registry, present }: Asked): Promise<string[]> {
  const { routes } = app;
  const topics = [...new Set(routes.map(({ topic }) => topic))];
  const needed = topics.flatMap((topic) => [topic, deadLetterTopic(topic)]);
  return [
    ...new Set([...(routes.length === 0 ? ['there is no route'] : []), ...appProblems(app).errors]),
    ...missingTopics(present, needed),
    ...(await registerSchemas(registry, config.registry.url, routes)),
  ];
}

/** What prevents the worker of an app from starting, one sentence each. Registers the schemas. */
export async function workerProblems({ app, config, registry, present }: Asked): Promise<string[]> {
  const { outcomes = {} } = app;
  const types = Object.entries(outcomes).flatMap(([topic, ofTopic]) =>
    ofTopic.map((type) => ({ topic, type })),
  );
  return [
    ...appProblems(app).errors,
    ...missingTopics(present, Object.keys(outcomes)),
    ...(await registerSchemas(registry, config.registry.url, types)),
  ];
}
