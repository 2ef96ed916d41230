import { getHeapStatistics } from 'node:v8';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { CONTRACT } from '../../schemas/contract.ts';
import type { Reason } from '../../schemas/bridge/rejected.ts';
import { corpusRoutes } from '../corpus/corpus.ts';
import { bridgeAlone, type Verdict } from '../corpus/verdict.ts';
import { fuzzInputs, type FuzzInput } from './inputs.ts';

/** What no input may exceed, of the processor: generous, for the collector is at work too. */
const MAX_MS = 1_000;
const MAX_HEAP_BYTES = 64 * 1024 * 1024;

/** What must not become of a good record. */
const NOT_FOR_GOOD = new Set<unknown>(['undecodable', 'oversize', 'not-framed'] satisfies Reason[]);

/** One input; its seed and index make it again. */
export interface Measured {
  readonly seed: number;
  readonly index: number;
  readonly kind: FuzzInput['kind'];
  readonly bytes: number;
  readonly verdict: string;
  /** Of the processor. */
  readonly ms: number;
  readonly heapBytes: number;
}

export interface FuzzReport {
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly slowest: Measured | undefined;
  readonly largestHeapGrowth: Measured | undefined;
  /** Broken promises, at most 20. */
  readonly findings: readonly (Measured & { readonly what: string })[];
}

/**
 * Decodes and routes inputs that are wrong in many ways. Promised is a command or a rejection with a reason, within
 * bounds of time and memory, and that a good record is none of the bad ones.
 */
export async function fuzz(seed: number, indices: Iterable<number>): Promise<FuzzReport> {
  const routes = corpusRoutes();
  const { registry, input } = fuzzInputs(seed);
  // Also the types that no route takes: who reads outcomes decodes them too.
  const types = new Set([...routes.map(({ type }) => type), ...Object.values(CONTRACT).flat()]);
  const judge = await bridgeAlone(createCodec(registry, [...types]), routes);
  const started = performance.now();
  const verdicts: Record<string, number> = {};
  const findings: (Measured & { what: string })[] = [];
  let slowest: Measured | undefined;
  let largest: Measured | undefined;
  let inputs = 0;

  for (const index of indices) {
    const { kind, record } = input(index);
    const heap = heapInUse();
    const before = process.cpuUsage();
    const verdict = await judge(record);
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1_000;
    const heapBytes = heapInUse() - heap;
    const name = nameOf(verdict);
    const measured = { seed, index, kind, bytes: record.value?.length ?? 0, verdict: name, ms, heapBytes };

    inputs += 1;
    verdicts[name] = (verdicts[name] ?? 0) + 1;
    if (!slowest || ms > slowest.ms) slowest = measured;
    if (!largest || heapBytes > largest.heapBytes) largest = measured;
    const what = brokenPromise(measured, verdict);
    if (what !== undefined && findings.length < 20) findings.push({ ...measured, what });
  }
  const seconds = (performance.now() - started) / 1_000;
  return { seed, inputs, seconds, verdicts, slowest, largestHeapGrowth: largest, findings };
}

function brokenPromise({ kind, ms, heapBytes, verdict }: Measured, { kind: became, ...rest }: Verdict) {
  if (became === 'held-up') return `it threw: ${String('cause' in rest && rest.cause)}`;
  if (ms > MAX_MS) return `it took more than ${MAX_MS} ms of the processor`;
  if (heapBytes > MAX_HEAP_BYTES) return `the heap grew by more than ${MAX_HEAP_BYTES} bytes`;
  if (kind === 'good' && NOT_FOR_GOOD.has(verdict)) return `a good record became ${verdict}`;
  return undefined;
}

function nameOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'command':
      return 'taken';
    case 'dead-letter':
      return String(verdict.letter.headers['ktb_reason']);
    case 'held-up':
      return 'held up';
  }
}

function heapInUse(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}
