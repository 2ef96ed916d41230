import { describe, expect, it } from '@jest/globals';
import { ORDER_TOPICS } from '../../../infra/stack/topics.ts';

const byName = new Map(ORDER_TOPICS.map((topic) => [topic.name, topic]));
const deadLetters = ORDER_TOPICS.filter(({ name }) => name.endsWith('.dlq'));

describe('the topics of the local stack', () => {
  it('have four partitions each', () => {
    expect(new Set(ORDER_TOPICS.map(({ partitions }) => partitions))).toEqual(new Set([4]));
  });

  it.each(['orders.placed', 'orders.approvals', 'orders.cancellations', 'orders.batches'])(
    'include %s with its dead letters',
    (name) => {
      expect(byName.has(name)).toBe(true);
      expect(byName.has(`${name}.dlq`)).toBe(true);
    },
  );

  it.each(deadLetters.map(({ name }) => name))(
    '%s takes the largest record of its source and more',
    (name) => {
      const source = byName.get(name.replace(/\.dlq$/, ''));
      expect(byName.get(name)?.maxMessageBytes).toBeGreaterThan(source?.maxMessageBytes ?? Infinity);
    },
  );
});
