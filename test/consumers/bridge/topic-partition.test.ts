import { expect, it } from '@jest/globals';
import { PartitionProblem } from '../../../consumers/bridge/source.ts';
import { isOf, partitionName } from '../../../consumers/bridge/topic-partition.ts';

it('a partition is its topic and its number', () => {
  expect(partitionName({ topic: 't', partition: 3 })).toBe('t/3');
  const isThis = isOf({ topic: 't', partition: 3 });
  expect(isThis({ topic: 't', partition: 3 })).toBe(true);
  expect(isThis({ topic: 't', partition: 4 })).toBe(false);
  expect(isThis({ topic: 'u', partition: 3 })).toBe(false);
});

it('its problem has a kind, the words of the client, and what caused it', () => {
  const cause = new Error('why');
  const problem = new PartitionProblem('no-leader', 'no leader', { cause });
  expect(problem).toMatchObject({ kind: 'no-leader', message: 'no leader', cause, name: 'PartitionProblem' });
});
