import { setTimeout as delay } from 'node:timers/promises';
import { Metadata, type status } from '@grpc/grpc-js';
import type { Parts } from './lab.ts';

type Service = Parameters<NonNullable<Parts['calls']>>[0];

interface Failure {
  readonly code: status;
  readonly details?: string;
  /** How long the call takes, in milliseconds. Default: no time. */
  readonly afterMs?: number;
}

/** Makes each signal of some workflows fail, as a part of Temporal may do for them alone, until they are let go. */
export function failFor(
  isBad: (workflowId: string) => boolean,
  { code, details = 'a fault', afterMs = 0 }: Failure,
) {
  const state = { calls: 0, isOver: false };
  const calls = (service: Service): void => {
    const real = service.signalWithStartWorkflowExecution.bind(service) as (request: {
      readonly workflowId?: string | null;
    }) => Promise<unknown>;
    const failing: typeof real = async (request) => {
      if (state.isOver || !isBad(request.workflowId ?? '')) return real(request);
      state.calls += 1;
      await delay(afterMs);
      throw Object.assign(new Error(`${code} ${details}`), { code, details, metadata: new Metadata() });
    };
    service.signalWithStartWorkflowExecution = failing as typeof service.signalWithStartWorkflowExecution;
  };
  return { state, calls };
}
