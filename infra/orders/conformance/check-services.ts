import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '../../../activities/answers.ts';
import { idempotencyKey, type UndoStep } from '../../../activities/step-call.ts';
import { isFinal, PROMISES, type Trial, type Verdict } from './promises.ts';
import type { Target } from './target.ts';

export interface Finding {
  readonly service: ServiceName;
  readonly promise: string;
  readonly result: 'kept' | 'broken' | 'not given';
  /** Why, if it is not kept. */
  readonly reason?: string;
}

export interface CheckOptions {
  /** How long a service may say "later", in milliseconds. */
  readonly laterForMs: number;
}

const STEPS = { inventory: 'inventory', payments: 'payment', shipping: 'shipment' } as const;

const AGAIN_AFTER_MS = 500;

/** Tries each promise on each service, one after the other, and tells what it finds as it comes. */
export async function* checkServices(
  targets: readonly Target[],
  options: CheckOptions,
): AsyncGenerator<Finding> {
  for (const target of targets) {
    for (const [promise, hold] of Object.entries(PROMISES)) {
      const verdict = await hold(trialOn(target, options)).catch((error: Error): Verdict => ({
        wrong: error.message,
      }));
      yield { service: target.service, promise, ...resultOf(verdict) };
    }
  }
}

function resultOf(verdict: Verdict): Pick<Finding, 'result' | 'reason'> {
  if (verdict === undefined) return { result: 'kept' };
  return 'none' in verdict
    ? { result: 'not given', reason: verdict.none }
    : { result: 'broken', reason: verdict.wrong };
}

function trialOn(target: Target, options: CheckOptions): Trial {
  const orderId = `ktb-check-${randomUUID()}`;
  const step = STEPS[target.service];
  const undoStep: UndoStep = `${step}-undo`;
  const call = (key: string) => ({ idempotencyKey: key, signal: new AbortController().signal });
  const doOnce = () => target.do(orderId, call(idempotencyKey(`order-${orderId}`, step)));
  return {
    doOnce,
    do: () => patiently(doOnce, options),
    undo: (nth = 1) =>
      patiently(() => target.undo(orderId, call(idempotencyKey(`order-${orderId}`, undoStep, nth))), options),
    other: () => trialOn(target, options),
  };
}

/** Repeats a request, with its key, as long as the answer is "later". */
async function patiently<T>(request: () => Promise<T>, { laterForMs }: CheckOptions): Promise<T> {
  const deadline = Date.now() + laterForMs;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (isFinal(error) || Date.now() > deadline) throw error;
      await delay(AGAIN_AFTER_MS);
    }
  }
}
