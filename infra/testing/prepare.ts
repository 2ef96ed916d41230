import { setTimeout as delay } from 'node:timers/promises';
import type { App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';
import { createSearchAttributes } from '../temporal/search-attributes.ts';
import { createTopics } from '../stack/kafka.ts';
import { topicsOf } from '../stack/topics.ts';
import { connectTemporal } from '../temporal/client.ts';
import { reasonOf, UserError } from '../user-error.ts';

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Creates what an operator creates before the first start of an app: its topics and search attributes. */
export async function prepare({ kafka, temporal }: Config, app: App): Promise<void> {
  const topics = topicsOf(app);
  await Promise.all([
    ...kafka.brokers.map((broker) => untilReady('Kafka', () => createTopics(broker, topics))),
    untilReady('Temporal', () => prepareNamespace(temporal, app.worker?.searchAttributes ?? [])),
  ]);
}

/** A server that has just started may listen before it can do its work. */
async function untilReady(server: string, work: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) {
        const message = `${server} is not ready after ${READY_WITHIN_MS / 1_000} s: ${reasonOf(error)}`;
        throw new UserError(message, 1, { cause: error });
      }
      await delay(LOOK_EVERY_MS);
    }
  }
}

async function prepareNamespace(temporal: Config['temporal'], names: readonly string[]): Promise<void> {
  const { connection } = await connectTemporal(temporal);
  try {
    await connection.withDeadline(Date.now() + 10_000, () =>
      createSearchAttributes(connection, temporal.namespace, names),
    );
  } finally {
    await connection.close();
  }
}
