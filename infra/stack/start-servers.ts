import { requirePackage } from '../app/optional-package.ts';
import { kafkaServer } from './kafka.ts';
import { isAlive, type ProcessRef } from '../settings/process-ref.mjs';
import { stopProcess } from './processes.ts';
import { progress } from './progress.mjs';
import { provision } from './provision.mjs';
import { registryServer } from './registry.ts';
import { startServer, type Server } from './server.ts';
import { sideBySide } from './side-by-side.mjs';
import { simulatorServer } from './simulator.ts';
import {
  runningServer,
  SERVER_NAMES,
  writeState,
  type ServerName,
  type ServerProcess,
  type StackState,
} from '../settings/stack-state.ts';
import { temporalServer } from './temporal.ts';

/** Starts every server that is not ready, all at the same time. If one fails, it stops those that it started. */
export async function startServers(dir: string, before: StackState, interrupted: AbortSignal): Promise<void> {
  const names = SERVER_NAMES.filter((name) => runningServer(before, name)?.ready !== true);
  if (names.length === 0) return;
  requirePackage('smtp-server', 'the local stack');
  const servers = await provisionedServers(interrupted);
  const { ports } = before;

  const processes = { ...before.processes };
  const started: ProcessRef[] = [];
  const remember = (name: ServerName, process: ServerProcess) => {
    processes[name] = process;
    writeState(dir, { ports, processes });
  };
  const start = (name: ServerName) => async (signal: AbortSignal) => {
    let current: ProcessRef | undefined = runningServer(before, name);
    const onStarted = (ref: ProcessRef) => {
      current = ref;
      started.push(ref);
      remember(name, { ...ref, ready: false });
    };
    await startServer(servers[name], { ports, root: dir, running: current, onStarted, signal });
    if (current) remember(name, { ...current, ready: true });
  };
  const starts = () => sideBySide(names.map(start), interrupted);
  await progress('start', names.join(', '), starts).catch(async (error: unknown) => {
    await Promise.all(started.filter(isAlive).map(stopProcess));
    throw error;
  });
}

async function provisionedServers(signal: AbortSignal): Promise<Record<ServerName, Server>> {
  const { kafka, registry, temporal } = await provision({ signal });
  return {
    kafka: kafkaServer(kafka),
    registry: registryServer(registry),
    temporal: temporalServer(temporal),
    simulator: simulatorServer(),
  };
}
