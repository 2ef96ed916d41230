import { setTimeout as delay } from 'node:timers/promises';
import { race } from '../../../consumers/bridge/race.ts';
import { errorOfCode, type Cluster } from './cluster.ts';
import { internal } from './internals.ts';
import { markSilent } from './silent-brokers.ts';

interface Coordinated {
  /** Asks a broker which one coordinates a group. */
  findGroupCoordinator(group: {
    readonly groupId: string;
    readonly coordinatorType: number;
  }): Promise<{ readonly coordinator: { readonly nodeId: number } }>;
}

interface ConsumerGroup {
  readonly groupId: string;
  readonly cluster: Cluster;
  readonly coordinator: { readonly nodeId: number };
  heartbeat(options: object): Promise<void>;
}

/** A coordinator answers at once as a rule. If it has not for so many milliseconds, the others are asked. */
const ANSWER_WITHIN_MS = 3_000;
const GROUP = 0;
const NOT_COORDINATOR = 16;

const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

/**
 * kafkajs waits half a minute for each heartbeat that a coordinator does not answer, reads nothing of any broker
 * meanwhile, and sends the next one to the same broker again, even if the others have put another in its place. Here
 * reading goes on after a moment, and the group is joined again once another broker is its coordinator.
 */
const heartbeat = prototype.heartbeat;
prototype.heartbeat = async function (options) {
  const answered = heartbeat.call(this, options).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && error.name === 'KafkaJSRequestTimeoutError') return false;
      throw error;
    },
  );
  const isAnswered = await race([answered, delay(ANSWER_WITHIN_MS, false, { ref: false })]);
  if (isAnswered) return;
  answered.catch(() => undefined);
  if (!(await hasMoved(this))) return;
  markSilent(this.coordinator);
  // Ends the connections to a broker that the others miss, and with them each fetch that waits for it.
  await this.cluster.refreshMetadata().catch(() => undefined);
  throw errorOfCode(NOT_COORDINATOR);
};

/** Whether another broker says that one is the coordinator which was not. */
async function hasMoved({ cluster, coordinator, groupId }: ConsumerGroup): Promise<boolean> {
  const known = cluster.brokerPool.metadata?.brokers ?? [];
  const others = known.map(({ nodeId }) => nodeId).filter((nodeId) => nodeId !== coordinator.nodeId);
  const answers = others.map(async (nodeId) => {
    const broker = (await cluster.findBroker({ nodeId })) as unknown as Coordinated;
    const found = await broker.findGroupCoordinator({ groupId, coordinatorType: GROUP });
    return found.coordinator.nodeId !== coordinator.nodeId;
  });
  const late = delay(ANSWER_WITHIN_MS, false, { ref: false });
  return race([Promise.any(answers).catch(() => false), late]);
}
