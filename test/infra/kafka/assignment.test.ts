import { describe, expect, it } from '@jest/globals';
import { PartitionProblem, type PartitionWorker } from '../../../consumers/bridge/source.ts';
import { Assignment } from '../../../infra/kafka/assignment.ts';
import { PartitionLog } from '../../../infra/kafka/partition-log.ts';
import type { GroupCommit } from '../../../infra/kafka/ports.ts';

const [A, B] = [
  { topic: 'a', partition: 0 },
  { topic: 'b', partition: 1 },
];

/** A generation of two partitions in different topics, what of them may be committed, and what was. */
function generation({ fails = '' } = {}) {
  const workers = new Map<string, PartitionWorker & { committable: bigint | undefined; isClosed: boolean }>();
  const commits: GroupCommit[] = [];
  const assignment = new Assignment(
    [A, B],
    (_, offset) => Buffer.from(`up to ${offset}`),
    ({ topic }) => {
      const worker = {
        ...{ committable: undefined as bigint | undefined, inFlight: 3, isClosed: false },
        offer: async () => undefined,
        skip: () => undefined,
        idle: async () => undefined,
        close: () => void (worker.isClosed = true),
      };
      workers.set(topic, worker);
      return worker;
    },
  );
  assignment.commit = async (those) => {
    if (those.some(({ topic }) => topic === fails)) throw new Error(`no commit for ${fails}`);
    commits.push(...those);
  };
  const log = new PartitionLog({ topicId: undefined, isRecreated: false });
  for (const partition of [A, B]) assignment.located(partition, log);
  return { assignment, commits, log, of: (topic: string) => workers.get(topic)! };
}

describe('while its generation lasts', () => {
  it('commits each watermark that moved, once, with what is written beside it', async () => {
    const { assignment, commits, of } = generation();
    await assignment.commitSettled();
    expect(commits).toEqual([]);
    of('a').committable = 5n;
    await assignment.commitSettled();
    await assignment.commitSettled();
    expect(commits).toMatchObject([{ ...A, offset: 5n, metadata: Buffer.from('up to 5') }]);
    of('a').committable = 7n;
    of('b').committable = 1n;
    await assignment.commitSettled();
    expect(commits.slice(1)).toMatchObject([
      { ...A, offset: 7n },
      { ...B, offset: 1n },
    ]);
    expect(assignment.states).toMatchObject([
      { ...A, inFlight: 3, committed: 7n },
      { ...B, inFlight: 3, committed: 1n },
    ]);
  });

  it('commits nothing of a partition that is not located, or before it knows how', async () => {
    const { assignment, commits } = generation();
    const other = new Assignment(
      [A],
      () => Buffer.alloc(0),
      () => ({ ...({} as PartitionWorker), committable: 4n }),
    );
    other.located(A, new PartitionLog({ topicId: undefined, isRecreated: false }));
    await other.commitSettled();
    other.commit = assignment.commit;
    await other.commitSettled();
    expect(commits).toMatchObject([{ ...A, offset: 4n }]);
    const unlocated = new Assignment(
      [A],
      () => Buffer.alloc(0),
      () => ({ ...({} as PartitionWorker), committable: 4n }),
    );
    unlocated.commit = assignment.commit;
    await unlocated.commitSettled();
    expect(commits).toHaveLength(1);
  });

  it('a topic that takes no commit keeps no other from its own, and is tried again', async () => {
    const { assignment, commits, of } = generation({ fails: 'a' });
    of('a').committable = 5n;
    of('b').committable = 6n;
    await expect(assignment.commitSettled()).rejects.toThrow('no commit for a');
    expect(commits).toMatchObject([{ ...B, offset: 6n }]);
    await expect(assignment.commitSettled()).rejects.toThrow('no commit for a');
    expect(commits).toHaveLength(1);
  });

  it('knows its partitions, and what keeps them waiting', () => {
    const { assignment, log, of } = generation();
    expect(assignment.names).toEqual(['a/0', 'b/1']);
    expect(assignment.workerOf(A)).toBe(of('a'));
    expect(assignment.workerOf({ topic: 'a', partition: 9 })).toBeUndefined();
    expect(assignment.logOf(B)).toBe(log);
    const problem = new PartitionProblem('unreadable', 'test');
    assignment.stopped(B, problem);
    assignment.paused(A);
    const [{ pausedSince } = { pausedSince: undefined }] = assignment.states;
    expect(pausedSince).toEqual(expect.any(Number));
    expect(assignment.states).toMatchObject([{ problem: undefined }, { pausedSince: undefined, problem }]);
    assignment.taken(A);
    expect(assignment.states).toMatchObject([{ pausedSince: undefined }, {}]);
  });
});

describe('once its generation is over', () => {
  it('closes its workers, so that what is under way stops', () => {
    const { assignment, of } = generation();
    assignment.close();
    expect([of('a').isClosed, of('b').isClosed]).toEqual([true, true]);
  });

  it('commits nothing more, though its workers go on', async () => {
    const { assignment, commits, of } = generation();
    assignment.close();
    of('a').committable = 5n;
    await assignment.commitSettled();
    expect(commits).toEqual([]);
  });

  it('has no workers and no partitions to show', () => {
    const { assignment } = generation();
    assignment.close();
    expect(assignment.over.aborted).toBe(true);
    expect(assignment.workerOf(A)).toBeUndefined();
    expect(assignment.states).toEqual([]);
  });
});
