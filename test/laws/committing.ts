import { Assignment } from '../../infra/kafka/assignment.ts';

type Assign = (...args: ConstructorParameters<typeof Assignment>) => Assignment;

/** Assignments that commit how far they may send, and what is settled only where `may` says so. */
export const committing =
  (
    may: () => boolean,
    assign: Assign = (...args: ConstructorParameters<typeof Assignment>) => new Assignment(...args),
  ): Assign =>
  (partitions, metadataOf, open) =>
    assign(partitions, metadataOf, (partition) => {
      const worker = open(partition);
      return Object.create(worker, {
        committable: { get: () => (may() ? worker.committable : undefined) },
      }) as typeof worker;
    });
