import type { GroupCommit } from '../ports.ts';

/** Commits by topic, as kafkajs takes them. */
export const topicOffsets = (commits: readonly GroupCommit[]) =>
  [...Map.groupBy(commits, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition, offset, metadata }) => ({
      partition,
      offset: String(offset),
      metadata: textOf(metadata),
    })),
  }));

/** Throws if a text cannot carry the bytes: they would come back as others. */
function textOf(metadata: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(metadata);
}
