import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const ALL_IS_WELL = 'done already';

/**
 * Starts a script that cleans up as soon as this process is gone, however it ends: the script holds the other end of a
 * pipe, which the system closes.
 *
 * @returns tells the script that there is nothing left to do
 */
export function startWatchdog(script: string, args: readonly string[]): () => void {
  const watchdog = spawn(process.execPath, [script, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  // A watchdog that was killed is no reason to end.
  for (const emitter of [watchdog, watchdog.stdin]) emitter.on('error', () => undefined);
  return () => void watchdog.stdin.end(ALL_IS_WELL);
}

/** In such a script: does its work once it is needed. */
export async function whenLeftBehind(work: () => Promise<unknown>): Promise<void> {
  // They may be sent to a whole group of processes; the one that is watched decides what they mean.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  if ((await text(process.stdin)) !== ALL_IS_WELL) await work();
}
