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
const FEW_KEYS = [...MARKER_KEYS, ...['a', 'b', 'c'].map((name) => Buffer.from(name))];

/**
 * What is written to a topic at random, each partition a log of its own: transactions that overlap, most of which abort,
 * records without a transaction between them, and keys that look like those of markers.
 */
export function planOf(random: Random, partitions: number): Step[] {
  const plan = new Plan(random, partitions);
  plan.transactions(() => plan.burst({ keys: [...FEW_KEYS, null] }));
  if (random.chance(0.5)) plan.burst({ producer: HUNG, share: 0.1 });
  plan.burst({ producer: random.pick(PLAIN), share: 0.8 });
  return plan.steps;
}

/**
 * The same for a compacted topic: at the end, most keys are written by another producer, so that of what was there
 * before only empty batches are left, and markers. Nothing stays open, as the cleaner does not go past it.
 */
export function compactedPlanOf(random: Random, partitions: number): Step[] {
  const plan = new Plan(random, partitions);
  for (let times = 5; times > 0; times -= 1) plan.burst({ producer: 'p-before' });
  plan.transactions(() => {
    for (let times = 1 + random.below(3); times > 0; times -= 1) plan.burst({});
  });
  for (const key of FEW_KEYS) plan.burst({ producer: 'p-after', keys: [key], share: 0.9 });
  // The last segment is not cleaned.
  for (let times = 4; times > 0; times -= 1)
    plan.burst({ producer: 'p-after', keys: [Buffer.from(`new-${times}`)], share: 1 });
  return plan.steps;
}

export const looksLikeMarker = (key: Buffer | null): boolean =>
  key !== null && MARKER_KEYS.some((marker) => marker.equals(key));

interface Burst {
  /** Default: the one whose turn it is. */
  readonly producer?: string;
  readonly keys?: readonly (Buffer | null)[];
  /** Of the partitions that it writes to. */
  readonly share?: number;
}

class Plan {
  readonly steps: Step[] = [];
  readonly #random: Random;
  readonly #partitions: number;
  readonly #open: string[] = [];
  #turn = '';

  constructor(random: Random, partitions: number) {
    this.#random = random;
    this.#partitions = partitions;
  }

  /** Producers take turns; what they write in a turn is up to the plan. */
  transactions(write: () => void): void {
    for (let turns = 12 + this.#random.below(12); turns > 0; turns -= 1) {
      this.#turn = this.#random.pick(this.#random.chance(0.8) ? TRANSACTIONAL : PLAIN);
      const isOpen = this.#open.includes(this.#turn);
      if (isOpen && this.#random.chance(0.35)) this.#end(this.#turn);
      else {
        if (this.#turn.startsWith('t') && !isOpen) this.#begin(this.#turn);
        write();
      }
    }
    while (this.#open.length > 0) this.#end(this.#random.pick(this.#open));
  }

  /** Some records for some partitions, a batch each. */
  burst({ producer = this.#turn, keys = FEW_KEYS, share = 0.5 }: Burst): void {
    const random = this.#random;
    for (let partition = 0; partition < this.#partitions; partition += 1) {
      if (!random.chance(share)) continue;
      for (let left = 1 + random.below(3); left > 0; left -= 1) {
        const text = `value-${this.steps.length}`.padEnd(random.below(100), '.');
        const value = random.chance(0.1) ? null : Buffer.from(text);
        this.steps.push({ act: 'send', producer, partition, key: random.pick(keys), value });
      }
    }
    this.steps.push({ act: 'flush', producer });
  }

  #begin(producer: string): void {
    this.#open.push(producer);
    this.steps.push({ act: 'begin', producer });
  }

  #end(producer: string): void {
    this.#open.splice(this.#open.indexOf(producer), 1);
    this.steps.push({ act: this.#random.chance(0.7) ? 'abort' : 'commit', producer });
  }
}
