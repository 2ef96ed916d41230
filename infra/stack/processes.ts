import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, refTo, type ProcessRef } from '../settings/process-ref.mjs';

export interface ProcessPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly logFile: string;
}

const STOP_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;

/** Starts a process in its own group, so that it survives this one. Its output goes to a file. */
export function startProcess({ command, args, cwd, logFile }: ProcessPlan): ProcessRef {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  // Reported below; without a listener, the error would end this process.
  child.on('error', () => undefined);
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  child.unref();
  return refTo(child.pid);
}

/** Ends the process and its group: with SIGTERM, after 15 s with SIGKILL. Does nothing if it has ended. */
export async function stopProcess(ref: ProcessRef): Promise<void> {
  if (!isAlive(ref)) return;
  signalGroup(ref, 'SIGTERM');
  const deadline = Date.now() + STOP_WITHIN_MS;
  while (isAlive(ref)) {
    if (Date.now() > deadline) signalGroup(ref, 'SIGKILL');
    await delay(LOOK_EVERY_MS);
  }
}

function signalGroup({ pid }: ProcessRef, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it has just ended
  }
}
