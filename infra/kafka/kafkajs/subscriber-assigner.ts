import { AssignerProtocol, type PartitionAssigner } from 'ktb-kafkajs';
import { assignPartitions } from '../assign-partitions.ts';
import type { Cluster } from './cluster.ts';
import { partitionsIn } from './partition-problems.ts';

const { MemberMetadata, MemberAssignment } = AssignerProtocol;

/** Frozen: members of a group agree on a protocol by its name, and this is that of kafkajs's own assigner. */
const NAME = 'RoundRobinAssigner';
const VERSION = 0;

/**
 * kafkajs's own assigner takes every member for a reader of the leader's topics, and of no others: if members have
 * different routes, as in every rollout, topics are left without a reader. This one heeds what each member subscribes to.
 *
 * @param onCluster gets the connections of the consumer, which kafkajs hands to its assigners alone
 */
export const subscriberAssigner =
  (onCluster: (cluster: Cluster) => void): PartitionAssigner =>
  ({ cluster }) => {
    const connections = cluster as unknown as Cluster;
    onCluster(connections);
    return {
      name: NAME,
      version: VERSION,

      async assign({ members }) {
        const subscriptions = new Map(
          members.map(({ memberId, memberMetadata }) => [memberId, topicsIn(memberMetadata)]),
        );
        const topics = [...new Set([...subscriptions.values()].flat())];
        // Of topics that this member does not read, it has not asked the brokers yet.
        await connections.addMultipleTargetTopics(topics);
        const partitions = new Map(
          topics.map((topic) => [
            topic,
            partitionsIn(connections, topic).map(({ partitionId }) => partitionId),
          ]),
        );
        return [...assignPartitions(subscriptions, partitions)].map(([memberId, assignment]) => ({
          memberId,
          memberAssignment: MemberAssignment.encode({
            version: VERSION,
            assignment,
            userData: Buffer.alloc(0),
          }),
        }));
      },

      protocol: ({ topics }) => ({
        name: NAME,
        metadata: MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.alloc(0) }),
      }),
    };
  };

const topicsIn = (metadata: Buffer): readonly string[] => MemberMetadata.decode(metadata)?.topics ?? [];
