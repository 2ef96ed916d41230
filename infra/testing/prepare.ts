import { setTimeout as delay } from 'node:timers/promises';
import type { App } from '../app.ts';
import { contractOf } from '../app.ts';
import type { Config } from '../config.ts';
import { createTopics } from '../stack/kafka.ts';
import { topicPlans } from '../stack/topics.ts';
import { connectTemporal } from '../temporal.ts';
import { reasonOf, UserError } from '../user-error.ts';

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Temporal's number for the type Keyword. */
const KEYWORD = 2;

/** Makes what an operator makes before the first start of an app: its topics, and its search attributes. */
export async function prepare({ kafka, temporal }: Config, app: App): Promise<void> {
  const inbound = app.routes.map(({ topic }) => topic);
  const plans = topicPlans(Object.keys(contractOf(app)), [...new Set(inbound)]);
  await Promise.all([
    ...kafka.brokers.map((broker) => untilReady('Kafka', () => createTopics(broker, plans))),
    untilReady('Temporal', () => createSearchAttributes(temporal, app.worker.searchAttributes ?? [])),
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

async function createSearchAttributes(temporal: Config['temporal'], names: readonly string[]): Promise<void> {
  const { connection } = await connectTemporal(temporal);
  const { namespace } = temporal;
  const { operatorService } = connection;
  try {
    await connection.withDeadline(Date.now() + 10_000, async () => {
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
      const missing = names.filter((name) => !(name in customAttributes));
      if (missing.length === 0) return;
      const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
      await operatorService.addSearchAttributes({ namespace, searchAttributes });
    });
  } finally {
    await connection.close();
  }
}
