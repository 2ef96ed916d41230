import { byLog, type Read } from './log.ts';

/** Where two readers of a log part for the first time. */
export interface Difference {
  /** `topic/partition`. */
  readonly log: string;
  readonly offset: bigint;
  /** Stuck: that is where the reader was when it should have been at the end. */
  readonly what: 'lost' | 'invented' | 'changed' | 'stuck';
}

/** The first difference in each log, if there is one. */
export function differences(expected: readonly Read[], got: readonly Read[]): Difference[] {
  const [there, here] = [byLog(expected), byLog(got)];
  const logs = new Set([...there.keys(), ...here.keys()]);
  return [...logs].flatMap((log) => firstDifference(log, there.get(log) ?? [], here.get(log) ?? []));
}

function firstDifference(log: string, expected: readonly Read[], got: readonly Read[]): Difference[] {
  for (let at = 0; at < Math.max(expected.length, got.length); at += 1) {
    const [there, here] = [expected[at], got[at]];
    if (!here || (there && there.offset < here.offset)) return [{ log, offset: there!.offset, what: 'lost' }];
    if (!there || here.offset < there.offset) return [{ log, offset: here.offset, what: 'invented' }];
    if (there.key !== here.key || there.value !== here.value)
      return [{ log, offset: there.offset, what: 'changed' }];
  }
  return [];
}
