import type { TopicPartition } from '../../../../consumers/bridge/source.ts';
import type { LogState, PartitionLog } from '../../partition-log.ts';
import type { ClusterView } from '../../ports.ts';

/**
 * Whether records were read from the log in which their partition was located. Not if the topic was created again, and
 * not if another broker leads the partition now and its log lacks what was read.
 */
export async function isSameLog(
  cluster: Pick<ClusterView, 'endsOfEpochs'>,
  { topic, partition }: TopicPartition,
  log: PartitionLog,
  state: LogState,
): Promise<boolean> {
  if (log.isOfOtherTopic(state)) return false;
  if (!log.hasOtherLeader(state)) return true;
  const epoch = log.epochBefore(state.from);
  if (epoch !== undefined) {
    const [end] = await cluster.endsOfEpochs([{ topic, partition, epoch }]);
    if (end && end.offset < state.from) return false;
  }
  log.leaderEpoch = state.leaderEpoch;
  return true;
}
