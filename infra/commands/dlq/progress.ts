import { Watermark } from '../../../consumers/bridge/watermark.ts';
import type { GroupOffsets } from '../../kafka/ports.ts';

/** Progress of the replay of a dead-letter topic, stored as committed offsets of a separate group. */
export async function openProgress(groups: GroupOffsets, groupId: string, topic: string) {
  const committed = await groups.committed(groupId, [topic]);
  const from = new Map(committed.map(({ partition, offset }) => [partition, offset]));
  const watermarks = new Map<number, Watermark>();
  const of = (partition: number): Watermark => {
    const watermark = watermarks.get(partition) ?? new Watermark();
    watermarks.set(partition, watermark);
    return watermark;
  };
  return {
    /** Where the last replay stopped. */
    from,
    begin: ({ partition, offset }: { partition: number; offset: bigint }) => of(partition).begin(offset),
    settle: ({ partition, offset }: { partition: number; offset: bigint }) => of(partition).complete(offset),
    /** Commits each partition up to its first dead letter that is not done. */
    async save(): Promise<void> {
      const offsets = [...watermarks].flatMap(([partition, { next }]) =>
        next === undefined ? [] : [{ topic, partition, offset: next }],
      );
      if (offsets.length > 0) await groups.commit(groupId, offsets);
    },
  };
}
