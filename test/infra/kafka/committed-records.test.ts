import { describe, expect, it } from '@jest/globals';
import {
  committedRecords,
  type AbortedTransaction,
  type LogBatch,
} from '../../../infra/kafka/committed-records.ts';

interface Message {
  readonly offset: bigint;
  readonly id: string;
}

type Batch = LogBatch<Message>;

const batch = (
  first: number,
  producer: number,
  ids: readonly string[],
  { isTransactional = true, marker }: Partial<Pick<Batch, 'isTransactional' | 'marker'>> = {},
): Batch => ({
  lastOffset: BigInt(first + Math.max(1, ids.length) - 1),
  producerId: BigInt(producer),
  isTransactional,
  marker,
  messages: ids.map((id, at) => ({ offset: BigInt(first + at), id })),
});
const abort = (at: number, producer: number) => batch(at, producer, [], { marker: 'abort' });
const commit = (at: number, producer: number) => batch(at, producer, [], { marker: 'commit' });
const aborted = (producer: number, first: number): AbortedTransaction => ({
  producerId: BigInt(producer),
  firstOffset: BigInt(first),
});
const idsOf = (batches: readonly Batch[], list: readonly AbortedTransaction[], from = 0n) =>
  committedRecords(batches, list, from).records.map(({ id }) => id);

describe('a reader of committed records', () => {
  it('K1: sees nothing of two overlapping transactions that abort, whatever order the broker lists them in', () => {
    const log = [
      batch(0, 1, ['first']),
      batch(1, 2, ['second']),
      abort(2, 2),
      abort(3, 1),
      batch(4, 3, ['good']),
      commit(5, 3),
    ];
    // Brokers list them as they ended, and not as they began.
    const list = [aborted(2, 1), aborted(1, 0)];
    expect(idsOf(log, list)).toEqual(['good']);
    expect(idsOf(log, list.toReversed())).toEqual(['good']);
  });

  it('sees nothing of a transaction that began before the fetch', () => {
    const log = [batch(10, 1, ['rest']), abort(11, 1), batch(12, 1, ['next']), commit(13, 1)];
    expect(idsOf(log, [aborted(1, 3)], 10n)).toEqual(['next']);
  });

  it('sees a record of no transaction between those of an aborted one, and of the same producer after it', () => {
    const log = [
      batch(0, 1, ['gone']),
      batch(1, 9, ['plain'], { isTransactional: false }),
      batch(2, 1, ['gone too']),
      abort(3, 1),
      batch(4, 1, ['kept']),
      commit(5, 1),
    ];
    expect(idsOf(log, [aborted(1, 0)])).toEqual(['plain', 'kept']);
  });

  it('opens several transactions that one batch passes', () => {
    const log = [batch(5, 9, ['plain'], { isTransactional: false }), batch(6, 1, ['a']), batch(7, 2, ['b'])];
    // Compaction took the first records of both.
    expect(idsOf(log, [aborted(1, 2), aborted(2, 4)])).toEqual(['plain']);
  });

  it('sees no record before the offset that it asked for', () => {
    expect(idsOf([batch(0, 1, ['a', 'b', 'c'])], [], 2n)).toEqual(['c']);
  });
});

describe('the next offset', () => {
  it('K2: is past a batch of no records', () => {
    expect(committedRecords([batch(0, 1, []), batch(1, 1, [])], [], 0n)).toEqual({ records: [], next: 2n });
  });

  it('is past a marker, and past what was aborted', () => {
    const log = [batch(0, 1, ['gone']), abort(1, 1)];
    expect(committedRecords(log, [aborted(1, 0)], 0n)).toEqual({ records: [], next: 2n });
  });

  it('does not move back, and stays if nothing was fetched', () => {
    expect(committedRecords([batch(0, 1, ['old'])], [], 7n)).toEqual({ records: [], next: 7n });
    expect(committedRecords([], [], 7n)).toEqual({ records: [], next: 7n });
  });
});
