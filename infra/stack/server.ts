import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../user-error.ts';
import type { Ports } from '../settings/stack-ports.ts';
import { isAlive, type ProcessRef } from '../settings/process-ref.mjs';
import { startProcess, type ProcessPlan } from './processes.ts';
import { logFileOf, serverDir, type ServerName } from '../settings/stack-state.ts';
import { lastLines } from './tools.mjs';

export interface ServerContext {
  readonly ports: Ports;
  /** The server's own data folder. */
  readonly dir: string;
}

/** One server of the stack. */
export interface Server {
  readonly name: ServerName;
  /** The command to run; may prepare the folder first. */
  plan(context: ServerContext): Promise<Omit<ProcessPlan, 'logFile'>>;
  /** Whether it answers. May throw, which means not yet. */
  isReady(context: ServerContext): Promise<boolean>;
  /** Creates topics or settings once the server answers. Idempotent; repeated if it throws. */
  setUp?(context: ServerContext): Promise<void>;
}

/** The circumstances of a server's start. */
export interface Start {
  readonly ports: Ports;
  /** The stack's state folder. */
  readonly root: string;
  /** Its process, if it is already running. */
  readonly running: ProcessRef | undefined;
  /** Called with a new process at once, so that it can be stopped whatever happens next. */
  readonly onStarted: (ref: ProcessRef) => void;
  /** Ends the start. */
  readonly signal: AbortSignal;
}

const READY_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;

/**
 * Starts a server, or takes over one that is running but was left before it was ready. Resolves once it is ready.
 * Throws a `UserError` with the end of its log if it ends or takes too long.
 */
export async function startServer(
  server: Server,
  { ports, root, running, onStarted, signal }: Start,
): Promise<void> {
  const context = { ports, dir: serverDir(root, server.name) };
  const logFile = join(root, logFileOf(server.name));
  mkdirSync(context.dir, { recursive: true });
  let ref = running;
  if (!ref) {
    const plan = await server.plan(context);
    signal.throwIfAborted();
    ref = startProcess({ ...plan, logFile });
    onStarted(ref);
  }

  const deadline = Date.now() + READY_WITHIN_MS;
  let last: unknown;
  while (!(await isSetUp(server, context).catch((error: unknown) => void (last = error)))) {
    signal.throwIfAborted();
    if (!isAlive(ref)) throw notUp(server, 'ended while it started', logFile, last);
    if (Date.now() > deadline)
      throw notUp(server, `is not ready after ${READY_WITHIN_MS / 1_000} s`, logFile, last);
    await delay(LOOK_EVERY_MS);
  }
}

async function isSetUp(server: Server, context: ServerContext): Promise<boolean> {
  if (!(await server.isReady(context))) return false;
  await server.setUp?.(context);
  return true;
}

const notUp = ({ name }: Server, why: string, logFile: string, cause: unknown): UserError =>
  new UserError(
    `the local ${name} ${why}; see ${logFileOf(name)} in the state folder, which ends with:\n${lastLines(readFileSync(logFile, 'utf8'), 15)}`,
    1,
    { cause },
  );
