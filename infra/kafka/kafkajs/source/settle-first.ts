import type { Assignment } from '../../assignment.ts';
import type { MayJoinAgain } from '../join-again.ts';
import type { RecreatedTopicsOptions } from './recreated-topics.ts';

/** An answer of the brokers counts for so many milliseconds: the topic may be created again at any time. */
const KNOWN_FOR_MS = 1_000;

/**
 * A group that joins again ends what is in flight, and reads it again afterwards. What was read of a topic that was
 * created again, or of which records were deleted, cannot be read again, so it is settled first.
 */
export function settleFirst({
  topicIds,
  assignment,
}: Pick<RecreatedTopicsOptions, 'topicIds' | 'assignment'>): MayJoinAgain {
  const known = new Map<string, { readonly isOther: boolean; readonly until: number }>();
  const asking = new Set<string>();

  async function ask(topic: string, current: Assignment): Promise<void> {
    if (asking.has(topic)) return;
    asking.add(topic);
    try {
      const topicId = (await topicIds([topic])).get(topic);
      const ofTopic = current.partitions.filter((partition) => partition.topic === topic);
      const isOther = ofTopic.some((partition) => current.logOf(partition)?.isOfOtherTopic({ topicId }));
      known.set(topic, { isOther, until: Date.now() + KNOWN_FOR_MS });
    } catch {
      // Asked again with the next fetch.
    } finally {
      asking.delete(topic);
    }
  }

  return (topic, partition) => {
    const current = assignment();
    const busy = current.states.filter((one) => one.topic === topic && one.inFlight > 0);
    if (busy.length === 0) return true;
    if (busy.some((one) => one.partition === partition)) return false;
    const found = known.get(topic);
    if (found && Date.now() < found.until) return !found.isOther;
    void ask(topic, current);
    return false;
  };
}
