import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isAlive, refTo, type ProcessRef } from '../settings/process-ref.mjs';

const LOOK_EVERY_MS = 500;

/** Programs that start a process which must survive its parent. */
const KEEPS_ALIVE = /\b(nohup|setsid)\b/;
const NPM = /\b(npm|npx|npm-cli\.js|npx-cli\.js)\b/;

/**
 * Calls back if npm or npx started this process and has ended, or the shell between them has: that shell does not
 * forward signals, so a SIGTERM to npm would leave this process running without a parent. Never calls back if the
 * process was started in another way, or under `nohup` or `setsid`. Does not keep the process running.
 */
export function whenLeftAlone(callBack: () => void): void {
  const chain = isOfNpm() ? upToNpm() : [];
  if (chain.length === 0) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent && chain.every(isAlive)) return;
    clearInterval(timer);
    callBack();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Whether a shell started this process, or its npm, with `nohup`: bash puts the program that it runs into `_`. */
export const isUnderNohup = (): boolean => basename(process.env['_'] ?? '') === 'nohup';

function isOfNpm(): boolean {
  const { npm_lifecycle_event: script, npm_command: command, _: startedBy = '' } = process.env;
  if (script === undefined && command === undefined) return false;
  return !KEEPS_ALIVE.test(basename(startedBy));
}

/** The processes from this one's parent up to npm. Empty if npm is not among them, or does not wait for this one. */
function upToNpm(): ProcessRef[] {
  if (process.platform !== 'linux') return [refTo(process.ppid)];
  const session = lookUp(process.pid)?.session;
  const chain: ProcessRef[] = [];
  for (let pid = process.ppid; pid > 1;) {
    const ancestor = lookUp(pid);
    // Another session: `setsid` was used in between.
    if (!ancestor || ancestor.session !== session || KEEPS_ALIVE.test(ancestor.command)) return [];
    chain.push(refTo(pid));
    if (NPM.test(ancestor.command)) return chain;
    pid = ancestor.parent;
  }
  return [];
}

interface Ancestor {
  readonly parent: number;
  readonly session: number;
  readonly command: string;
}

/** Undefined if there is no such process. */
function lookUp(pid: number): Ancestor | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may be any text; after it come fields 3 (state), 4 (parent), 5 (group) and 6 (session).
    const [, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { parent: Number(parent), session: Number(session), command };
  } catch {
    return undefined;
  }
}
