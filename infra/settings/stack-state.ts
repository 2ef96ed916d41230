import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Ports } from './stack-ports.ts';
import { isAlive, type ProcessRef } from './process-ref.mjs';

export const SERVER_NAMES = ['kafka', 'registry', 'temporal', 'simulator'] as const;

export type ServerName = (typeof SERVER_NAMES)[number];

export interface ServerProcess extends ProcessRef {
  /** Whether the server answered and got what it needs (topics, settings). If absent, its start is not complete. */
  readonly ready: boolean;
}

/** State of the stack that is kept between commands. */
export interface StackState {
  readonly ports: Ports;
  readonly processes: Readonly<Partial<Record<ServerName, ServerProcess>>>;
}

/** The folder for all data of the servers: `KTB_STATE_DIR`, else `.ktb/stack` in the current folder. */
export const stateDir = (): string => resolve(process.env['KTB_STATE_DIR'] || join('.ktb', 'stack'));

/** The data folder of one server. */
export const serverDir = (dir: string, name: ServerName): string => join(dir, name);

/** Relative to the state folder. */
export const logFileOf = (name: ServerName): string => `${name}.log`;

const stateFile = (dir: string) => join(dir, 'stack.json');

export function readState(dir: string): StackState | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(dir), 'utf8')) as StackState;
  } catch {
    return undefined;
  }
}

/** Replaces the file atomically: another command may be reading it. */
export function writeState(dir: string, state: StackState): void {
  mkdirSync(dir, { recursive: true });
  const next = `${stateFile(dir)}.${process.pid}`;
  writeFileSync(next, JSON.stringify(state, undefined, 2));
  renameSync(next, stateFile(dir));
}

/** The server's process; undefined if it is not running. */
export function runningServer(state: StackState | undefined, name: ServerName): ServerProcess | undefined {
  const server = state?.processes[name];
  return server && isAlive(server) ? server : undefined;
}

/** Deletes only what the stack created: the user may have chosen a folder that holds other files. */
export function wipeState(dir: string): void {
  if (!existsSync(stateFile(dir))) return;
  for (const name of SERVER_NAMES) {
    rmSync(serverDir(dir, name), { recursive: true, force: true });
    rmSync(join(dir, logFileOf(name)), { force: true });
  }
  rmSync(stateFile(dir));
  try {
    rmdirSync(dir);
  } catch {
    // The folder holds other files too.
  }
}
