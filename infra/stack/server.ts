import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../user-error.ts';
import type { Ports } from './ports.ts';
import { isAlive, startProcess, type ProcessPlan, type ProcessRef } from './processes.ts';
import type { ServerName } from './state.ts';

export interface ServerContext {
  readonly ports: Ports;
  /** The server's own folder for what it keeps. */
  readonly dir: string;
}

/** One server of the stack. */
export interface Server {
  readonly name: ServerName;
  /** Ports that it listens on. */
  readonly ports: readonly (keyof Ports)[];
  /** What to run; may prepare the folder first. */
  plan(context: ServerContext): Promise<Omit<ProcessPlan, 'logFile'>>;
  /** Whether it answers. A throw means no, so it needs no care. */
  isReady(context: ServerContext): Promise<boolean>;
  /** What it needs once it answers: topics, settings. Idempotent. */
  setUp?(context: ServerContext): Promise<void>;
}

const READY_WITHIN_MS = 90_000;

/** Starts a server. `onStarted` hears of the process at once, so that it can be stopped if anything goes wrong. */
export async function startServer(
  server: Server,
  ports: Ports,
  root: string,
  onStarted: (ref: ProcessRef) => void,
) {
  const context = { ports, dir: join(root, server.name) };
  const logFile = join(root, `${server.name}.log`);
  mkdirSync(context.dir, { recursive: true });
  const ref = startProcess({ ...(await server.plan(context)), logFile });
  onStarted(ref);
  await untilReady(server, context, ref, logFile);
  await server.setUp?.(context);
}

async function untilReady(
  server: Server,
  context: ServerContext,
  ref: ProcessRef,
  logFile: string,
): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await server.isReady(context).catch(() => false))) {
    const ended = !isAlive(ref);
    if (ended || Date.now() > deadline) {
      const why = ended ? 'ended while it started' : `does not answer after ${READY_WITHIN_MS / 1_000} s`;
      const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
      throw new UserError(
        `${tail}\nthe local ${server.name} ${why}: its log is ${server.name}.log in the state folder`,
      );
    }
    await delay(100);
  }
}
