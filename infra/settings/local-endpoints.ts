import type { Ports } from './stack-ports.ts';
import { isAlive } from './process-ref.mjs';
import { readState, stateDir } from './stack-state.ts';

/** Addresses of the stack's servers. */
export interface Endpoints {
  /** host:port */
  readonly kafka: string;
  /** Base URL for any Confluent client. */
  readonly registry: string;
  /** host:port */
  readonly temporal: string;
  readonly temporalUi: string;
  readonly simulator: string;
  /** host:port */
  readonly smtp: string;
}

export const endpointsOf = (ports: Ports): Endpoints => ({
  kafka: `127.0.0.1:${ports.kafka}`,
  registry: `http://127.0.0.1:${ports.registry}/apis/ccompat/v7`,
  temporal: `127.0.0.1:${ports.temporal}`,
  temporalUi: `http://127.0.0.1:${ports.temporalUi}`,
  simulator: `http://127.0.0.1:${ports.simulator}`,
  smtp: `127.0.0.1:${ports.smtp}`,
});

/** Addresses of the local stack; undefined unless one was started from this folder and still runs. */
export function localEndpoints(dir = stateDir()): Endpoints | undefined {
  const state = readState(dir);
  return state && Object.values(state.processes).some(isAlive) ? endpointsOf(state.ports) : undefined;
}
