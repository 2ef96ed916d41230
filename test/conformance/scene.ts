import { randomUUID } from 'node:crypto';
import type { PartitionState, TopicPartition } from '../../consumers/bridge/source.ts';
import { eventually } from '../eventually.ts';
import type { DrivenSource, SourceDriver, WrittenRecord } from './driver.ts';
import { TestWorker } from './test-worker.ts';

/** One topic, one group and one source of it, in the words of a test. */
export class Scene {
  static async open(driver: SourceDriver, { partitions = 1 } = {}): Promise<Scene> {
    return new Scene(driver, await driver.createTopic(partitions), `group-${randomUUID()}`);
  }

  readonly metadata = Buffer.from('limit=42 é', 'utf8');
  readonly driver: SourceDriver;
  readonly topic: string;
  readonly groupId: string;
  readonly driven: DrivenSource;
  /** The workers that were opened of each partition, the present one last. */
  readonly #workers = new Map<number, TestWorker[]>();
  /** Called with each worker before it gets its first record. */
  onOpen: (worker: TestWorker, partition: number) => void = () => undefined;

  constructor(driver: SourceDriver, topic: string, groupId: string) {
    this.driver = driver;
    this.topic = topic;
    this.groupId = groupId;
    this.driven = driver.open({ topic, groupId, metadata: this.metadata, commitEveryMs: 50 });
  }

  /** Another source of the same group, on the same topic. */
  again(): Scene {
    return new Scene(this.driver, this.topic, this.groupId);
  }

  start(): Promise<void> {
    return this.driven.source.start(({ partition }) => {
      const worker = new TestWorker();
      this.#workers.set(partition, [...(this.#workers.get(partition) ?? []), worker]);
      this.onOpen(worker, partition);
      return worker;
    });
  }

  stop(deadlineMs = 10_000): Promise<{ readonly drained: boolean }> {
    return this.driven.source.stop(deadlineMs);
  }

  write(...values: string[]): Promise<void> {
    return this.writeTo(0, ...values.map((value) => ({ value })));
  }

  writeTo(partition: number, ...records: WrittenRecord[]): Promise<void> {
    return this.driver.write(this.at(partition), records);
  }

  /** The present worker of a partition. */
  worker(partition = 0): TestWorker {
    return this.workers(partition).at(-1)!;
  }

  workers(partition = 0): readonly TestWorker[] {
    return this.#workers.get(partition) ?? [];
  }

  /** Waits until the present worker has taken so many records. */
  async taken(count: number, partition = 0): Promise<TestWorker> {
    await eventually(() => (this.workers(partition).at(-1)?.taken.length ?? 0) >= count);
    return this.worker(partition);
  }

  state(partition = 0): PartitionState | undefined {
    return this.driven.source.state.partitions.find((state) => state.partition === partition);
  }

  committed(partition = 0) {
    return this.driver.committed(this.groupId, this.at(partition));
  }

  /** Waits until this offset is committed. */
  async committedAt(offset: bigint, partition = 0): Promise<void> {
    await eventually(async () => (await this.committed(partition))?.offset === offset);
  }

  at(partition: number): TopicPartition {
    return { topic: this.topic, partition };
  }
}
