import type { MayJoinAgain } from '../join-again.ts';
import type { RecreatedTopicsOptions } from './recreated-topics.ts';

/**
 * A group that joins again ends what is in flight, and reads it again afterwards. What was read of a topic that was
 * created again, or of which records were deleted, cannot be read again, so it is settled first.
 */
export const settleFirst =
  ({ topicIds, assignment }: Pick<RecreatedTopicsOptions, 'topicIds' | 'assignment'>): MayJoinAgain =>
  async (topic, partition) => {
    const current = assignment();
    const busy = current.states.filter((one) => one.topic === topic && one.inFlight > 0);
    if (busy.length === 0) return true;
    if (busy.some((one) => one.partition === partition)) return false;
    const ids = await topicIds([topic]).catch(() => undefined);
    const isOther = busy.some((one) => current.logOf(one)?.isOfOtherTopic({ topicId: ids?.get(topic) }));
    return ids !== undefined && !isOther;
  };
