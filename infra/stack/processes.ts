import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that outlives the command that started it. The start time tells it from a later one of the same pid. */
export interface ProcessRef {
  readonly pid: number;
  readonly startedAt: string;
}

export interface ProcessPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly logFile: string;
}

const STOP_WITHIN_MS = 15_000;

/** Starts a process of its own group, with its output in a file. */
export function startProcess({ command, args, cwd, env, logFile }: ProcessPlan): ProcessRef {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  child.unref();
  return { pid: child.pid, startedAt: startTimeOf(child.pid) ?? '' };
}

export const isAlive = ({ pid, startedAt }: ProcessRef): boolean => startTimeOf(pid) === startedAt;

/** Ends the process with its group: politely, and after a while by force. A process that is gone is fine. */
export async function stopProcess(ref: ProcessRef): Promise<void> {
  if (!isAlive(ref)) return;
  signalGroup(ref, 'SIGTERM');
  const deadline = Date.now() + STOP_WITHIN_MS;
  while (isAlive(ref)) {
    if (Date.now() > deadline) signalGroup(ref, 'SIGKILL');
    await delay(50);
  }
}

function signalGroup({ pid }: ProcessRef, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it ended between the look and the signal
  }
}

/** Undefined where there is no such process, or only its remains that nobody has waited for. */
function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)])
        .toString()
        .trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; what follows is fields 3 (state) to 22 (start time) and on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
