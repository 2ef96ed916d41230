import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'ktb-kafkajs';
import { race } from '../../../consumers/bridge/race.ts';
import { internal } from './internals.ts';

interface Group {
  readonly groupId: string;
}

const { prototype: cluster } = internal<{
  prototype: { findGroupCoordinatorMetadata(group: Group): Promise<unknown> };
}>('cluster/index.js');
const { prototype: broker } = internal<{
  prototype: { findGroupCoordinator(group: Group): Promise<unknown> };
}>('broker/index.js');

/** A broker that hangs knows nothing; another one is asked. */
const ANSWER_WITHIN_MS = 5_000;

async function silence(): Promise<never> {
  await delay(ANSWER_WITHIN_MS, undefined, { ref: false });
  throw new kafkajs.KafkaJSConnectionError('a broker does not say who coordinates a group');
}

/** What brokers refused while one coordinator was looked for. */
const asking = new AsyncLocalStorage<{ refusal?: Error }>();

const ask = broker.findGroupCoordinator;
broker.findGroupCoordinator = async function (group) {
  try {
    return await race([ask.call(this, group), silence()]);
  } catch (error) {
    const asked = asking.getStore();
    if (asked && error instanceof Error && 'type' in error && error.type === 'GROUP_AUTHORIZATION_FAILED')
      asked.refusal = error;
    throw error;
  }
};

/**
 * If no broker knows the group's coordinator, as right after brokers have started, kafkajs gives up for good: the
 * consumer crashes and is not started again. It is an outage like any other, so the error is made retriable. But if a
 * broker does not allow the group to the login, kafkajs says the same: then this says what the broker said.
 */
const find = cluster.findGroupCoordinatorMetadata;
cluster.findGroupCoordinatorMetadata = function (group) {
  const asked: { refusal?: Error } = {};
  return asking.run(asked, async () => {
    try {
      return await find.call(this, group);
    } catch (error) {
      if (asked.refusal) throw asked.refusal;
      if (error instanceof Error && error.name === 'KafkaJSGroupCoordinatorNotFound')
        Object.assign(error, { retriable: true });
      throw error;
    }
  });
};
