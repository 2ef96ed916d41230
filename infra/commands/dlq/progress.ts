import type { Admin } from 'ktb-kafkajs';
import { Watermark } from '../../../consumers/bridge/watermark.ts';

/** How far the replay of a dead-letter topic has come, kept as the committed offsets of a group of its own. */
export async function openProgress(admin: Admin, groupId: string, topic: string) {
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const from = new Map(
    (committed?.partitions ?? [])
      .filter(({ offset }) => Number(offset) >= 0)
      .map(({ partition, offset }) => [partition, BigInt(offset)] as const),
  );
  const watermarks = new Map<number, Watermark>();
  const of = (partition: number): Watermark => {
    const watermark = watermarks.get(partition) ?? new Watermark();
    watermarks.set(partition, watermark);
    return watermark;
  };
  return {
    /** Where an earlier replay left off. */
    from,
    begin: ({ partition, offset }: { partition: number; offset: bigint }) => of(partition).begin(offset),
    settle: ({ partition, offset }: { partition: number; offset: bigint }) => of(partition).settle(offset),
    /** Up to the first dead letter of each partition that is not done. */
    async save(): Promise<void> {
      const partitions = [...watermarks].flatMap(([partition, { next }]) =>
        next === undefined ? [] : [{ partition, offset: String(next) }],
      );
      if (partitions.length > 0) await admin.setOffsets({ groupId, topic, partitions });
    },
  };
}
