import { once } from 'node:events';
import type { InboundRecord, RecordHeaders } from '../../consumers/bridge/inbound-record.ts';
import type { TopicPartition } from '../../consumers/bridge/source.ts';
import type { Commit, WrittenRecord } from './driver.ts';

/** Topics and consumer groups in this process. */
export class MemoryLog {
  readonly #records = new Map<string, InboundRecord[]>();
  readonly #topics = new Map<string, number>();
  readonly #commits = new Map<string, Commit>();
  readonly #members = new Map<string, number>();
  readonly #written = new EventTarget();

  createTopic(topic: string, partitions: number): void {
    this.#topics.set(topic, partitions);
  }

  partitionsOf(topic: string): TopicPartition[] {
    return Array.from({ length: this.#topics.get(topic) ?? 0 }, (_, partition) => ({ topic, partition }));
  }

  write(at: TopicPartition, { value, headers = [] }: WrittenRecord): void {
    const records = this.#recordsOf(at);
    records.push({
      ...at,
      offset: BigInt(records.length),
      key: null,
      value: Buffer.from(value),
      headers: headersByName(headers),
      headerList: headers,
      timestamp: Date.now(),
      leaderEpoch: 0,
    });
    this.#written.dispatchEvent(new Event('written'));
  }

  /** The record at the offset, as soon as it is written; undefined once the signal has fired. */
  async read(at: TopicPartition, offset: bigint, signal: AbortSignal): Promise<InboundRecord | undefined> {
    while (!signal.aborted) {
      const record = this.#recordsOf(at)[Number(offset)];
      if (record) return record;
      await once(this.#written, 'written', { signal }).catch(() => undefined);
    }
    return undefined;
  }

  commit(groupId: string, at: TopicPartition, commit: Commit): void {
    this.#commits.set(`${groupId} ${nameOf(at)}`, commit);
  }

  committed(groupId: string, at: TopicPartition): Commit | undefined {
    return this.#commits.get(`${groupId} ${nameOf(at)}`);
  }

  join(groupId: string): void {
    this.#members.set(groupId, this.members(groupId) + 1);
  }

  leave(groupId: string): void {
    this.#members.set(groupId, this.members(groupId) - 1);
  }

  members(groupId: string): number {
    return this.#members.get(groupId) ?? 0;
  }

  #recordsOf(at: TopicPartition): InboundRecord[] {
    const records = this.#records.get(nameOf(at)) ?? [];
    this.#records.set(nameOf(at), records);
    return records;
  }
}

function headersByName(list: NonNullable<WrittenRecord['headers']>): RecordHeaders {
  const names = Map.groupBy(list, ([name]) => name);
  return Object.fromEntries(
    [...names].map(([name, all]) => [name, all.length === 1 ? all[0]![1] : all.map(([, value]) => value)]),
  );
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
