import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const ALL_IS_WELL = 'done already';

/**
 * Starts a script that cleans up as soon as this process has ended, for whatever reason: the script reads from a pipe
 * that the system then closes.
 *
 * @returns ends the script without its work
 */
export function startWatchdog(script: string, args: readonly string[]): () => void {
  const watchdog = spawn(process.execPath, [script, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  // If the watchdog is killed, this process goes on.
  for (const emitter of [watchdog, watchdog.stdin]) emitter.on('error', () => undefined);
  return () => void watchdog.stdin.end(ALL_IS_WELL);
}

/** In such a script: does the work once the watched process has ended, unless it ended this script before. */
export async function whenLeftBehind(work: () => Promise<unknown>): Promise<void> {
  // A signal may go to the whole group of processes; the watched process decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  if ((await text(process.stdin)) !== ALL_IS_WELL) await work();
}
