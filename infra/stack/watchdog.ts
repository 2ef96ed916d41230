import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { stackDown } from './stack.ts';
import { stateDir } from './state.ts';

const ALL_IS_WELL = 'down already';

/**
 * Takes the stack down as soon as this process is gone, however it ends: a process of its own holds the other end of a
 * pipe, which the system closes.
 *
 * @param options as for `stackDown`
 * @returns takes the stack down now, and ends the watch
 */
export function guardStack(options: { dir?: string; wipe?: boolean } = {}): () => Promise<void> {
  const dir = resolve(options.dir ?? stateDir());
  const wipe = options.wipe ?? false;
  const watchdog = spawn(process.execPath, [import.meta.filename, dir, String(wipe)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  // A watchdog that was killed is no reason to end.
  for (const emitter of [watchdog, watchdog.stdin]) emitter.on('error', () => undefined);
  return async () => {
    await stackDown({ dir, wipe });
    watchdog.stdin.end(ALL_IS_WELL);
  };
}

async function watch(dir: string, wipe: boolean): Promise<void> {
  // They may be sent to a whole group of processes; the one that is watched decides what they mean.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  if ((await text(process.stdin)) !== ALL_IS_WELL) await stackDown({ dir, wipe });
}

if (process.argv[1] === import.meta.filename) {
  const [, , dir = '', wipe] = process.argv;
  void watch(dir, wipe === 'true');
}
