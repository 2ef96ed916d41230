import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../infra/settings/config.ts';
import type { Kafka } from '../../infra/kafka/kafka.ts';
import type { Codec } from '../../schemas/bridge/codec.ts';
import { eventually } from '../eventually.ts';
import { mixer } from './mixture.ts';
import { fillers, isFiller, type Outgoing } from './outgoing.ts';
import type { Planned } from './plan.ts';
import { COMPACTED } from './records.ts';
import { openTransactions } from './transactions.ts';

/** How many records are written in one go. */
const AT_ONCE = 100;

/** Writes to both topics, in part in transactions, with fillers and with records that are aborted. */
export async function openMixedWriter(settings: Config['kafka'], kafka: Kafka, codec: Codec) {
  const sender = await kafka.openSender();
  const transactions = await openTransactions(settings, writePlain);
  const { mix, abortedIds } = mixer(
    codec,
    async (topic, id) => (await sender.partitionsOf(topic, [Buffer.from(id)]))[0]!,
  );
  let [transactional, aborted, filling] = [0, 0, 0];

  async function writePlain(records: readonly Outgoing[]): Promise<void> {
    const byPartition = Map.groupBy(records, ({ topic, partition }) => `${topic}/${partition}`);
    for (const [first, ...others] of byPartition.values())
      await sender.send(first!, [first!, ...others], { isCompressed: false });
  }

  async function compacted(): Promise<number> {
    let left = 0;
    await kafka.readLog({ topic: COMPACTED, onRecord: (record) => void (isFiller(record) && (left += 1)) });
    return filling - left;
  }

  return {
    /** Ids of workflows that nothing but aborted records would start. */
    abortedIds,
    async write(planned: readonly Planned[]): Promise<void> {
      for (let from = 0; from < planned.length; from += AT_ONCE) {
        const mixture = await mix(planned.slice(from, from + AT_ONCE));
        await transactions.write(mixture);
        const committed = mixture.committed.flat();
        transactional += committed.length;
        aborted += mixture.aborted.flat().length;
        filling += [...mixture.plain, ...committed].filter(isFiller).length;
      }
    },
    /** Writes fillers until some of them are compacted away. */
    async untilCompacted(): Promise<void> {
      await eventually(async () => {
        const more = await fillers(codec);
        await writePlain(more);
        filling += more.length;
        await delay(2_000);
        return (await compacted()) > 0;
      }, 300_000);
    },
    /** How many records were written in transactions that committed, and that aborted, and how many are gone. */
    totals: async () => ({ transactional, aborted, compacted: await compacted() }),
    close: () => Promise.all([transactions.close(), sender.close()]),
  };
}
