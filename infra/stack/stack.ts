import { resolve } from 'node:path';
import { UserError } from '../user-error.ts';
import { endpointsOf, type Endpoints } from '../settings/local-endpoints.ts';
import { interruptible } from './interrupt.mjs';
import { withLock } from './lock.mjs';
import { setUpNamespace } from './namespace.ts';
import type { PortName, Ports } from '../settings/stack-ports.ts';
import { choosePorts } from './ports.ts';
import { stopProcess } from './processes.ts';
import { progress } from './progress.mjs';
import { startServers } from './start-servers.ts';
import {
  readState,
  runningServer,
  SERVER_NAMES,
  stateDir,
  wipeState,
  type ServerName,
  type StackState,
} from '../settings/stack-state.ts';
import { ToolError } from './tools.mjs';

export interface StackOptions {
  /** Default: `KTB_STATE_DIR`, else `.ktb/stack` in the current folder. */
  readonly dir?: string;
  /** Fixed ports. Default: those of the last start, else the default ports, else free ones. */
  readonly ports?: Partial<Ports>;
  /** Created in Temporal if it does not exist. Default: `TEMPORAL_NAMESPACE`, else only `default`. */
  readonly namespace?: string;
  /** Called before the first process starts, if none was running: the time to guard the stack with a watchdog. */
  readonly onNew?: () => void;
}

export interface ServerStatus {
  readonly name: ServerName;
  readonly up: boolean;
  readonly pid: number | undefined;
}

const PORTS_OF: Readonly<Record<ServerName, readonly PortName[]>> = {
  kafka: ['kafka', 'kafkaController'],
  registry: ['registry'],
  temporal: ['temporal', 'temporalUi'],
  simulator: ['simulator', 'smtp'],
};

/**
 * Starts the servers that are not up: Kafka, registry, Temporal and simulator, as processes that survive this one; the
 * first time, they are fetched and built. Idempotent, and safe to call from two processes at once. Throws a `UserError`
 * if one does not start; then, or at a signal to this process, it stops those that it started.
 *
 * @returns the addresses, and whether the stack is new: none of its servers was running
 */
export async function stackUp(
  options: StackOptions = {},
): Promise<{ endpoints: Endpoints; started: boolean }> {
  const dir = resolve(options.dir ?? stateDir());
  return locked(dir, async () => {
    const before = readState(dir);
    const running = SERVER_NAMES.filter((name) => runningServer(before, name));
    const ports = await choosePorts({
      fixed: options.ports ?? {},
      previous: before?.ports ?? {},
      held: new Set(running.flatMap((name) => PORTS_OF[name])),
    });
    if (running.length === 0) options.onNew?.();
    const state = { ports, processes: before?.processes ?? {} };
    await interruptible((signal) => startServers(dir, state, signal)).catch((error: unknown) => {
      if (error instanceof ToolError) throw new UserError(error.message, 1, { cause: error });
      throw error;
    });
    const namespace = options.namespace ?? process.env['TEMPORAL_NAMESPACE'];
    if (namespace) await setUpNamespace(endpointsOf(ports).temporal, namespace);
    return { endpoints: endpointsOf(ports), started: running.length === 0 };
  });
}

/** Stops every process of the stack; `wipe` deletes their data too. Idempotent. */
export async function stackDown(options: { dir?: string; wipe?: boolean } = {}): Promise<void> {
  const dir = resolve(options.dir ?? stateDir());
  await locked(dir, async () => {
    const running = runningOf(readState(dir));
    if (running.length > 0) {
      const names = running.map(({ name }) => name).join(', ');
      await progress('stop', names, () => Promise.all(running.map(({ server }) => stopProcess(server))));
    }
    if (options.wipe) wipeState(dir);
  });
}

export function stackStatus(dir = stateDir()): { servers: ServerStatus[]; endpoints: Endpoints | undefined } {
  const state = readState(dir);
  const servers = SERVER_NAMES.map((name) => {
    const server = runningServer(state, name);
    return { name, up: server?.ready ?? false, pid: server?.pid };
  });
  return { servers, endpoints: state && endpointsOf(state.ports) };
}

function runningOf(state: StackState | undefined) {
  return SERVER_NAMES.flatMap((name) => {
    const server = runningServer(state, name);
    return server ? [{ name, server }] : [];
  });
}

/** The lock is beside the folder, because a wipe removes the folder. */
const locked = <T>(dir: string, work: () => Promise<T>): Promise<T> =>
  withLock(`${dir}.lock`, work, {
    onWait: (owner) =>
      process.stderr.write(`  … waiting for process ${owner}, which starts or stops the stack\n`),
  });
