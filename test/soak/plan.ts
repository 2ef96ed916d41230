import type { Counted, Opened } from './records.ts';

/** A record to be produced. */
export type Planned =
  | { readonly kind: 'opened'; readonly value: Opened }
  | { readonly kind: 'counted'; readonly value: Counted; readonly name: string | undefined }
  | { readonly kind: 'garbage' | 'tombstone'; readonly id: string };

/** mulberry32: small, seeded, and good enough to shuffle with. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * So many records of interleaved workflows, the same ones for the same seed: most opened first and some not, some
 * events named and repeated, some workflows renewed, events after the end, garbage and tombstones among them.
 */
export function plan(records: number, seed: number): Planned[] {
  const next = random(seed);
  const chance = (probability: number) => next() < probability;
  const scripts: Planned[][] = [];
  let planned = 0;
  while (planned < records) {
    const script = scriptOf(`${seed}-${scripts.length}`, Math.min(20, records - planned), chance);
    scripts.push(script);
    planned += script.length;
  }
  const merged: Planned[] = [];
  // Some thirty workflows are open at a time.
  const open = scripts.splice(0, 30);
  while (open.length > 0) {
    const at = Math.floor(next() * open.length);
    merged.push(open[at]!.shift()!);
    if (open[at]!.length > 0) continue;
    const [following] = scripts.splice(0, 1);
    if (following) open[at] = following;
    else open.splice(at, 1);
  }
  return merged;
}

function scriptOf(id: string, length: number, chance: (probability: number) => boolean): Planned[] {
  const script: Planned[] = [];
  const isLate = chance(0.2);
  let n = 0;
  /** @param reserved places that must stay free after it */
  const counted = (ask: Counted['ask'], reserved: number) => {
    n += 1;
    const named = chance(0.5) ? `${id}/${n}` : undefined;
    const event: Planned = { kind: 'counted', value: { id, n, ask }, name: named };
    script.push(event);
    if (named !== undefined && chance(0.2) && script.length + reserved < length) script.push(event);
  };
  const atEnd = isLate ? 2 : 1;
  if (chance(0.7)) script.push({ kind: 'opened', value: { id } });
  while (script.length + atEnd < length) {
    if (chance(0.04)) script.push({ kind: chance(0.5) ? 'garbage' : 'tombstone', id });
    else counted(chance(0.04) ? 'renew' : 'add', atEnd);
  }
  if (script.length < length) counted('end', atEnd - 1);
  if (script.length < length) counted('add', 0);
  return script;
}
