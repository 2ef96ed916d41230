import { eventually } from '../eventually.ts';
import type { Lab } from './lab.ts';

/** Deletes a lab's topic and creates it again. */
export async function recreate(
  { admin, topic }: Pick<Lab, 'admin' | 'topic'>,
  {
    whileAway = async () => {},
    partitions = 1,
  }: { whileAway?: () => Promise<unknown>; partitions?: number } = {},
): Promise<void> {
  await admin.deleteTopics({ topics: [topic] });
  await whileAway();
  // The broker has to forget the old one first.
  await eventually(async () => {
    // False if it was created before, by a call whose answer was an error.
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] });
    return true;
  });
}
