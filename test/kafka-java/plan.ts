import type { Random } from '../fuzz/random.ts';

/** One thing that a producer does; its name is `t…` if it is transactional, `…z` if it compresses. */
export type Step =
  | { readonly act: 'begin' | 'flush' | 'commit' | 'abort'; readonly producer: string }
  | {
      readonly act: 'send';
      readonly producer: string;
      readonly partition: number;
      readonly key: Buffer | null;
      readonly value: Buffer | null;
    };

const TRANSACTIONAL = ['t0', 't1', 't2z', 't3', 't4z'];
const PLAIN = ['p0', 'p1', 'p2z'];

/** It has a transaction open while the logs are written and read. */
export const HUNG = 't-hung';

/** As the key of an abort marker and of a commit marker. */
const MARKER_KEYS = ['00000000', '00000001'].map((hex) => Buffer.from(hex, 'hex'));

/**
 * What is written to a topic at random, each partition a log of its own: transactions that overlap, most of which abort,
 * records without a transaction between them, and keys that look like those of markers. A compacted topic has few keys,
 * so that most records are superseded, and no open transaction, as the cleaner stops before one.
 */
export function planOf(random: Random, partitions: number, isCompacted: boolean): Step[] {
  const steps: Step[] = [];
  const mayHang = !isCompacted && random.chance(0.6);
  const open = new Set<string>();
  const end = (producer: string) => {
    open.delete(producer);
    steps.push({ act: random.chance(0.65) ? 'abort' : 'commit', producer });
  };
  const burst = (producer: string, share: number) => {
    for (let partition = 0; partition < partitions; partition += 1) {
      if (!random.chance(share)) continue;
      for (let left = 1 + random.below(3); left > 0; left -= 1)
        steps.push({ act: 'send', producer, partition, ...recordOf(random, steps.length, isCompacted) });
    }
    steps.push({ act: 'flush', producer });
  };

  for (let turns = 12 + random.below(12); turns > 0; turns -= 1) {
    const producer = random.pick(random.chance(0.75) ? TRANSACTIONAL : PLAIN);
    if (open.has(producer) && random.chance(0.5)) {
      end(producer);
      continue;
    }
    if (producer.startsWith('t') && !open.has(producer)) {
      open.add(producer);
      steps.push({ act: 'begin', producer });
    }
    for (let times = isCompacted ? 1 + random.below(3) : 1; times > 0; times -= 1) burst(producer, 0.5);
  }
  for (const producer of [...open]) end(producer);
  if (mayHang) burst(HUNG, 0.1);
  burst(random.pick(PLAIN), 0.8);
  return steps;
}

export const looksLikeMarker = (key: Buffer | null): boolean =>
  key !== null && MARKER_KEYS.some((marker) => marker.equals(key));

function recordOf(random: Random, nth: number, isCompacted: boolean) {
  const key = random.chance(0.25)
    ? random.pick(MARKER_KEYS)
    : !isCompacted && random.chance(0.2)
      ? null
      : Buffer.from(`key-${random.below(4)}`);
  const value = random.chance(0.1) ? null : Buffer.from(`value-${nth}`.padEnd(random.below(100), ' '));
  return { key, value };
}
