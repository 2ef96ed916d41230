import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Ports } from './ports.ts';
import type { ProcessRef } from './processes.ts';

export type ServerName = 'kafka' | 'registry' | 'temporal' | 'simulator';

/** What is remembered of the stack between commands. */
export interface StackState {
  readonly ports: Ports;
  readonly processes: Readonly<Partial<Record<ServerName, ProcessRef>>>;
}

/** Everything that the servers keep lies below this one folder. */
export const stateDir = (): string => resolve(process.env['KTB_STATE_DIR'] ?? join('.ktb', 'stack'));

const stateFile = (dir: string) => join(dir, 'stack.json');

export function readState(dir: string): StackState | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(dir), 'utf8')) as StackState;
  } catch {
    return undefined;
  }
}

/** Whole or not at all: another command may be reading it. */
export function writeState(dir: string, state: StackState): void {
  mkdirSync(dir, { recursive: true });
  const next = `${stateFile(dir)}.${process.pid}`;
  writeFileSync(next, JSON.stringify(state, undefined, 2));
  renameSync(next, stateFile(dir));
}
