import { expect, it } from '@jest/globals';
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

it.each([
  ['the topic has another id', { topicId: 'b', leaderEpoch: 4 }, true],
  ['the partition has another leader', { topicId: 'a', leaderEpoch: 5 }, true],
  ['nothing changed', { topicId: 'a', leaderEpoch: 4 }, false],
  ['the broker tells neither', { topicId: undefined, leaderEpoch: undefined }, false],
])('says whether the log has changed: %s', (_, state, changed) => {
  expect(new PartitionLog(life, 4).hasChanged(state)).toBe(changed);
});
