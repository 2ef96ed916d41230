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

/** Starts a process of its own group that outlives this one, with its output in a file. */
export function startProcess({ command, args, cwd, logFile }: ProcessPlan): ProcessRef {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  // Told below; without a listener it would end this process.
  child.on('error', () => undefined);
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  child.unref();
  return refTo(child.pid);
}

/** Ends the process with its group: politely, and after 15 s by force. A process that is gone is fine. */
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
    // it ended between the look and the signal
  }
}
