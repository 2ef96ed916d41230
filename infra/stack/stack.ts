import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { endpointsOf, type Endpoints } from './endpoints.ts';
import { kafkaServer } from './kafka.ts';
import { withLock } from './lock.mjs';
import { choosePorts, type Ports } from './ports.ts';
import { isAlive, stopProcess, type ProcessRef } from './processes.ts';
import { progress } from './progress.mjs';
import { provision } from './provision.mjs';
import { registryServer } from './registry.ts';
import { startServer } from './server.ts';
import { simulatorServer } from './simulator.ts';
import { readState, stateDir, writeState, type ServerName } from './state.ts';
import { temporalServer } from './temporal.ts';

export interface StackOptions {
  /** Default: `KTB_STATE_DIR`, else `.ktb/stack` in the current folder. */
  readonly dir?: string;
  /** Ports that must be these and no others. */
  readonly ports?: Partial<Ports>;
}

export interface ServerStatus {
  readonly name: ServerName;
  readonly up: boolean;
  readonly pid: number | undefined;
}

/**
 * Brings up what is not up: Kafka, registry, Temporal and simulator, as processes that outlive this one. Idempotent,
 * and safe to call from two processes at once. Throws a `UserError` or `ToolError`, having stopped what it started.
 *
 * @returns where they are reached, and whether any of them was started just now
 */
export async function stackUp({ dir = stateDir(), ports: fixed = {} }: StackOptions = {}): Promise<{
  endpoints: Endpoints;
  started: boolean;
}> {
  const paths = await provision();
  const servers = [
    kafkaServer(paths.kafka),
    registryServer(paths.registry),
    temporalServer(paths.temporal),
    simulatorServer(),
  ];

  return withLock(lockOf(dir), async () => {
    const before = readState(dir);
    const alive = (name: ServerName) =>
      before?.processes[name] !== undefined && isAlive(before.processes[name]);
    const down = servers.filter(({ name }) => !alive(name));
    const held = new Set(servers.filter(({ name }) => alive(name)).flatMap((server) => server.ports));
    const ports = await choosePorts(fixed, before?.ports, held);
    if (down.length === 0) return { endpoints: endpointsOf(ports), started: false };

    const processes: Partial<Record<ServerName, ProcessRef>> = { ...before?.processes };
    const remember = (name: ServerName) => (ref: ProcessRef) => {
      processes[name] = ref;
      writeState(dir, { ports, processes });
    };
    try {
      await progress(down.map(({ name }) => name).join(', '), 'start', () =>
        Promise.all(down.map((server) => startServer(server, ports, dir, remember(server.name)))),
      );
    } catch (error) {
      await Promise.all(down.map(({ name }) => processes[name] && stopProcess(processes[name])));
      throw error;
    }
    return { endpoints: endpointsOf(ports), started: true };
  });
}

/** Ends every process of the stack; `wipe` clears what they kept, too. Idempotent. */
export async function stackDown({
  dir = stateDir(),
  wipe = false,
}: { dir?: string; wipe?: boolean } = {}): Promise<void> {
  await withLock(lockOf(dir), async () => {
    await Promise.all(Object.values(readState(dir)?.processes ?? {}).map(stopProcess));
    if (wipe) rmSync(dir, { recursive: true, force: true });
  });
}

export function stackStatus(dir = stateDir()): { servers: ServerStatus[]; endpoints: Endpoints | undefined } {
  const state = readState(dir);
  const names: ServerName[] = ['kafka', 'registry', 'temporal', 'simulator'];
  const servers = names.map((name) => {
    const ref = state?.processes[name];
    const up = ref !== undefined && isAlive(ref);
    return { name, up, pid: up ? ref.pid : undefined };
  });
  return { servers, endpoints: state && endpointsOf(state.ports) };
}

/** Beside the folder, which a wipe removes. */
const lockOf = (dir: string) => `${join(dir)}.lock`;
