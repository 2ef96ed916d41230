import type { PartitionWorker, TopicPartition } from '../../consumers/bridge/source.ts';
import { Window } from '../../consumers/bridge/window.ts';
import { Assignment } from '../../infra/kafka/assignment.ts';
import { HastyWatermark } from '../hasty-watermark.ts';
import type { BridgeParts } from './member.ts';
import type { Guard } from './workflow.ts';

/** Each part that keeps a law, taken away: schedules must then break one. */
export const WITHOUT = {
  fence: { assign: (...args) => new Unfenced(...args) },
  watermark: {
    partition: (work) => ({ ...work, window: new Window(undefined, new HastyWatermark()) }),
  },
  lane: {
    partition: (work) => ({ ...work, lanes: { enqueue: (_, task) => task(), idle: async () => undefined } }),
  },
  guard: { guard: () => ({ add: () => true, handOver: () => ({ v: 1, floors: {}, ids: [] }) }) },
} satisfies Readonly<Record<string, BridgeParts & { readonly guard?: Guard }>>;

export type Part = keyof typeof WITHOUT;

/** It goes on committing when its generation is over; it takes no more records then, as it should. */
class Unfenced extends Assignment {
  #isOver = false;

  override close(): void {
    this.#isOver = true;
  }

  override workerOf(partition: TopicPartition): PartitionWorker | undefined {
    return this.#isOver ? undefined : super.workerOf(partition);
  }
}
