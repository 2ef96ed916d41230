import type { Config } from '../../infra/settings/config.ts';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { createLogger } from '../../infra/logger.ts';
import type { Outgoing } from './outgoing.ts';

/** What is written at the same time: in no transaction, in two that commit, and in two that abort. */
export interface Mixture {
  readonly plain: readonly Outgoing[];
  readonly committed: readonly [readonly Outgoing[], readonly Outgoing[]];
  readonly aborted: readonly [readonly Outgoing[], readonly Outgoing[]];
}

type Producer = ReturnType<ReturnType<typeof createClient>['producer']>;
type Write = (records: readonly Outgoing[]) => Promise<void>;

/** Producers whose transactions overlap. */
export async function openTransactions(settings: Config['kafka'], writePlain: Write) {
  const client = createClient(settings, createLogger('silent'));
  const producers = Array.from({ length: 4 }, (_, index) =>
    client.producer({ transactionalId: `soak-${index}`, idempotent: true, maxInFlightRequests: 1 }),
  );
  for (const producer of producers) await producer.connect();

  return {
    /**
     * Each list in its order. Of the transactions that abort, the one that begins first ends last, and has records in
     * front of, between and behind those that are committed.
     */
    async write({ plain, committed, aborted }: Mixture): Promise<void> {
      const [first, second, outlasting, inner] = await Promise.all(producers.map(begin));
      const [front, back] = inHalves(aborted[0]);
      await outlasting!.write(front);
      for (const half of [0, 1]) {
        await writePlain(inHalves(plain)[half]!);
        await first!.write(inHalves(committed[0])[half]!);
        await second!.write(inHalves(committed[1])[half]!);
        if (half === 0) await inner!.write(aborted[1]);
        else await inner!.abort();
      }
      await first!.commit();
      await outlasting!.write(back);
      await outlasting!.abort();
      await second!.commit();
    },
    close: () => Promise.all(producers.map((producer) => producer.disconnect())),
  };
}

async function begin(producer: Producer) {
  const transaction = await producer.transaction();
  return {
    async write(records: readonly Outgoing[]): Promise<void> {
      if (records.length === 0) return;
      const topicMessages = [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
        topic,
        messages: ofTopic.map(({ partition, key, value, headers }) => ({
          ...{ partition, key, value },
          headers: headers as Record<string, string>,
        })),
      }));
      await transaction.sendBatch({ topicMessages });
    },
    commit: () => transaction.commit(),
    abort: () => transaction.abort(),
  };
}

function inHalves(records: readonly Outgoing[]): [readonly Outgoing[], readonly Outgoing[]] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)];
}
