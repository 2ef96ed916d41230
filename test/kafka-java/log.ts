import type { TopicPartition } from '../../consumers/bridge/source.ts';

/** Where a log is begun to be read. */
export interface Start extends TopicPartition {
  readonly offset: bigint;
}

/** A record as it was read; keys and values as `textOf` writes them. */
export interface Read extends TopicPartition {
  readonly offset: bigint;
  readonly key: string;
  readonly value: string;
}

/** Base64, as Java is asked and answers; `-` is null. */
export const textOf = (bytes: Buffer | null): string => (bytes ? bytes.toString('base64') : '-');

export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** By log. */
export const byLog = <T extends TopicPartition>(all: Iterable<T>): Map<string, T[]> =>
  Map.groupBy(all, nameOf);
