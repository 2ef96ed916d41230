/** For each member, the partitions that it is to read, by topic. */
export type Assignments = Map<string, Record<string, number[]>>;

interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly subscribers: readonly string[];
  owner: string;
}

/**
 * Shares the partitions of a group out: each goes to a member that subscribes to its topic, and no other way of doing so
 * would be more even. The same question has the same answer.
 *
 * @param subscriptions the topics of each member
 * @param partitions those of each topic
 */
export function assignPartitions(
  subscriptions: ReadonlyMap<string, readonly string[]>,
  partitions: ReadonlyMap<string, readonly number[]>,
): Assignments {
  const members = [...subscriptions.keys()].toSorted();
  const counts = new Map(members.map((member) => [member, 0]));
  const countOf = (member: string) => counts.get(member)!;
  const move = (one: Partition, to: string) => {
    if (one.owner !== '') counts.set(one.owner, countOf(one.owner) - 1);
    counts.set(to, countOf(to) + 1);
    one.owner = to;
  };

  const all = [...partitions.keys()].toSorted().flatMap((topic) => {
    const subscribers = members.filter((member) => subscriptions.get(member)!.includes(topic));
    if (subscribers.length === 0) return [];
    return partitions
      .get(topic)!
      .toSorted((one, other) => one - other)
      .map((partition): Partition => ({ topic, partition, subscribers, owner: '' }));
  });
  for (const one of all) move(one, least(one.subscribers, countOf));
  for (;;) {
    const path = shorterLoad(members, all, countOf);
    if (!path) break;
    for (const { one, to } of path) move(one, to);
  }
  return byMember(members, all);
}

const least = (members: readonly string[], countOf: (member: string) => number): string =>
  members.reduce((best, member) => (countOf(member) < countOf(best) ? member : best));

interface Move {
  readonly one: Partition;
  readonly to: string;
}

/**
 * Moves after which a member has one partition less and another, which had two less than it at least, has one more; the
 * members between the two pass one on. Undefined if there are none: then the loads are as even as they can be.
 */
function shorterLoad(
  members: readonly string[],
  all: readonly Partition[],
  countOf: (member: string) => number,
): Move[] | undefined {
  for (const from of members) {
    const reached = new Map<string, Move | undefined>([[from, undefined]]);
    for (const [member] of reached) {
      if (countOf(member) + 2 <= countOf(from)) return pathTo(member, reached);
      for (const one of all.filter(({ owner }) => owner === member))
        for (const to of one.subscribers) if (!reached.has(to)) reached.set(to, { one, to });
    }
  }
  return undefined;
}

function pathTo(member: string, reached: ReadonlyMap<string, Move | undefined>): Move[] {
  const move = reached.get(member);
  return move ? [...pathTo(move.one.owner, reached), move] : [];
}

function byMember(members: readonly string[], all: readonly Partition[]): Assignments {
  const assignments: Assignments = new Map(members.map((member) => [member, {}]));
  for (const { topic, partition, owner } of all) {
    const ofMember = assignments.get(owner)!;
    (ofMember[topic] ??= []).push(partition);
  }
  return assignments;
}
