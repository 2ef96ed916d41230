import { expect, it } from '@jest/globals';
import { assignPartitions } from '../../../infra/kafka/assign-partitions.ts';
import { randomOf } from '../../fuzz/random.ts';

const assign = (
  subscriptions: Readonly<Record<string, readonly string[]>>,
  partitions: Readonly<Record<string, number>>,
) =>
  Object.fromEntries(
    assignPartitions(
      new Map(Object.entries(subscriptions)),
      new Map(Object.entries(partitions).map(([topic, count]) => [topic, [...Array(count).keys()]])),
    ),
  );

it('members with the same topics share them evenly', () => {
  expect(assign({ a: ['c', 'd'], b: ['c', 'd'] }, { c: 2, d: 2 })).toEqual({
    a: { c: [0], d: [0] },
    b: { c: [1], d: [1] },
  });
});

it('K8 each topic is shared among the members that read it', () => {
  expect(assign({ a: ['c'], b: ['c', 'd'] }, { c: 4, d: 4 })).toEqual({
    a: { c: [0, 1, 2, 3] },
    b: { d: [0, 1, 2, 3] },
  });
});

it('what a first choice makes uneven is passed on along members that share no topic', () => {
  const shares = assign({ a: ['t', 'u'], b: ['u', 'v'], c: ['v'] }, { t: 3, u: 2, v: 1 });
  expect(Object.values(shares).map((share) => Object.values(share).flat().length)).toEqual([3, 2, 1]);
});

it('a topic that no member reads, and a member without a topic, are left alone', () => {
  expect(assign({ a: ['c'], b: [] }, { c: 1, d: 3 })).toEqual({ a: { c: [0] }, b: {} });
});

it('of random groups, each partition has one reader, of those who read it, and no single move makes them more even', () => {
  const random = randomOf(7);
  for (let round = 0; round < 200; round += 1) {
    const topics = Array.from({ length: 1 + random.below(5) }, (_, index) => `t${index}`);
    const members = Array.from({ length: 1 + random.below(6) }, (_, index) => `m${index}`);
    const subscriptions = Object.fromEntries(
      members.map((member) => [member, topics.filter(() => random.below(2) === 0)]),
    );
    const partitions = Object.fromEntries(topics.map((topic) => [topic, 1 + random.below(7)]));
    const shares = assign(subscriptions, partitions);
    const counts = Object.values(shares).map((share) => Object.values(share).flat().length);
    const countOf = (member: string) => Object.values(shares[member]!).flat().length;
    for (const topic of topics) {
      const readers = members.filter((member) => subscriptions[member]!.includes(topic));
      const owned = members.flatMap((member) => shares[member]![topic] ?? []);
      const all = readers.length === 0 ? [] : [...Array(partitions[topic]).keys()];
      expect(owned.toSorted((one, other) => one - other)).toEqual(all);
      for (const owner of members.filter((member) => (shares[member]![topic] ?? []).length > 0)) {
        expect(readers).toContain(owner);
        for (const reader of readers) expect(countOf(owner) - countOf(reader)).toBeLessThan(2);
      }
    }
    expect(counts.length).toBe(members.length);
  }
});
