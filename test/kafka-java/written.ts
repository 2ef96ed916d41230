import type { TopicPartition } from '../../consumers/bridge/source.ts';
import type { Random } from '../fuzz/random.ts';
import { HUNG, looksLikeMarker, type Step } from './plan.ts';
import type { Start } from './log.ts';
import type { Topic } from './topics.ts';

/** What one transaction wrote to one log. */
interface Span {
  readonly producer: string;
  readonly offsets: bigint[];
  end: 'abort' | 'commit' | 'open';
  hasMarkerLikeKey: boolean;
}

/** What lies in one log, as far as it says what kind of log it is. */
export interface Written extends TopicPartition {
  readonly isCompacted: boolean;
  readonly spans: readonly Span[];
}

/**
 * What a plan wrote to each log of a topic.
 *
 * @param offsets of the records that it sent, in the order of the plan
 */
export function writtenBy(
  { name, partitions, isCompacted }: Topic,
  steps: readonly Step[],
  offsets: readonly bigint[],
): Written[] {
  const spans = Array.from({ length: partitions }, (): Span[] => []);
  const open = new Map([[HUNG, new Map<number, Span>()]]);
  let sent = 0;
  for (const step of steps) {
    const current = open.get(step.producer);
    if (step.act === 'begin') open.set(step.producer, new Map());
    else if (step.act === 'abort' || step.act === 'commit') {
      for (const span of current!.values()) span.end = step.act;
      open.delete(step.producer);
    } else if (step.act === 'send') {
      const offset = offsets[sent++]!;
      if (!current) continue;
      const { producer, partition } = step;
      let span = current.get(partition);
      if (!span) {
        span = { producer, offsets: [], end: 'open', hasMarkerLikeKey: false };
        current.set(partition, span);
        spans[partition]!.push(span);
      }
      span.offsets.push(offset);
      if (looksLikeMarker(step.key)) span.hasMarkerLikeKey = true;
    }
  }
  return spans.map((of, partition) => ({ topic: name, partition, isCompacted, spans: of }));
}

const aborted = ({ spans }: Written): Span[] => spans.filter(({ end }) => end === 'abort');

export const abortedRecords = (log: Written): number =>
  aborted(log).reduce((count, { offsets }) => count + offsets.length, 0);

/** Two of its transactions were open at the same time, and both aborted. */
export const hasOverlappingAborts = (log: Written): boolean =>
  aborted(log).some((one) =>
    aborted(log).some(
      (other) =>
        other !== one && one.offsets[0]! < other.offsets[0]! && other.offsets[0]! < one.offsets.at(-1)!,
    ),
  );

export const hasAbortedMarkerLikeKey = (log: Written): boolean =>
  aborted(log).some(({ hasMarkerLikeKey }) => hasMarkerLikeKey);

export const hasOpenTransaction = ({ spans }: Written): boolean => spans.some(({ end }) => end === 'open');

/** Offsets behind the first record of an aborted transaction: who begins there has not seen where it began. */
export const insideAborted = (log: Written): bigint[] =>
  aborted(log).flatMap(({ offsets }) => offsets.slice(1));

/** Where to begin inside an aborted transaction; inside any other, if the log has none. */
export function startInside(random: Random, log: Written): Start {
  const { topic, partition, spans } = log;
  const inside = insideAborted(log);
  const offsets = inside.length > 0 ? inside : spans.flatMap((span) => span.offsets);
  return { topic, partition, offset: offsets.length > 0 ? random.pick(offsets) : 0n };
}
