import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stackDown } from './stack.ts';
import { stateDir } from './state.ts';

/**
 * Takes the stack down as soon as this process is gone, however it ends: a process of its own holds the other end of a
 * pipe, which the system closes.
 *
 * @returns takes the stack down now
 */
export function guardStack({
  dir = stateDir(),
  wipe = false,
}: { dir?: string; wipe?: boolean } = {}): () => Promise<void> {
  const watchdog = spawn(process.execPath, [import.meta.filename, join(dir), String(wipe)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  return () => {
    const gone = new Promise<void>((resolve) => watchdog.once('exit', () => resolve()));
    watchdog.ref();
    watchdog.stdin.end();
    return gone;
  };
}

if (process.argv[1] === import.meta.filename) {
  const [, , dir, wipe] = process.argv;
  // A terminal's Ctrl-C is meant for the process that is watched.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.stdin.resume().once('end', () => void stackDown({ ...(dir && { dir }), wipe: wipe === 'true' }));
}
