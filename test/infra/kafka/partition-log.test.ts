import { describe, expect, it } from '@jest/globals';
import { isSameLog } from '../../../infra/kafka/kafkajs/source/same-log.ts';
import { PartitionLog } from '../../../infra/kafka/partition-log.ts';

const life = { topicId: 'a', isRecreated: false };

it('knows in which epoch the record before an offset was written', () => {
  const log = new PartitionLog(life, 4, 1);
  for (const [offset, epoch] of [
    [7n, 1],
    [8n, 1],
    [9n, 3],
  ] as const)
    log.read(offset, epoch);
  expect([0n, 5n, 9n, 10n].map((offset) => log.epochBefore(offset))).toEqual([undefined, 1, 1, 3]);
});

it('K12: a record may be repeated up to where the log ended at the assignment, or anywhere if that is not known', () => {
  const at = [0n, 8n, 9n, 10n];
  const log = new PartitionLog(life, 4, 1, 9n);
  expect(at.map((offset) => log.mayBeRepeated(offset))).toEqual([true, true, false, false]);
  const unknown = new PartitionLog(life, 4, 1);
  expect(at.map((offset) => unknown.mayBeRepeated(offset))).toEqual([true, true, true, true]);
});

const from = 9n;

it.each([
  ['has another id', 'b', true],
  ['has the same', 'a', false],
  ['has none that is known', undefined, false],
])('is of another topic if it %s', (_, topicId, isOther) => {
  expect(new PartitionLog(life, 4).isOfOtherTopic({ topicId })).toBe(isOther);
});

describe('with another leader', () => {
  const led = { topicId: 'a', leaderEpoch: 5, from };
  const read = () => {
    const log = new PartitionLog(life, 4);
    log.read(8n, 4);
    return log;
  };
  const endsAt = (offset: bigint) => ({
    asked: 0,
    async endsOfEpochs(asked: readonly object[]) {
      this.asked += 1;
      expect(asked).toEqual([{ topic: 't', partition: 0, epoch: 4 }]);
      return [{ topic: 't', partition: 0, offset }];
    },
  });
  const at = { topic: 't', partition: 0 };

  it('is the same log if that has what was read, and is asked once', async () => {
    const [log, cluster] = [read(), endsAt(9n)];
    expect(await isSameLog(cluster, at, log, led)).toBe(true);
    expect(await isSameLog(cluster, at, log, led)).toBe(true);
    expect(cluster.asked).toBe(1);
  });

  it('is another one if that lacks what was read', async () => {
    expect(await isSameLog(endsAt(8n), at, read(), led)).toBe(false);
  });
});
