import { resolve } from 'node:path';
import { stackDown } from './stack.ts';
import { stateDir } from '../settings/stack-state.ts';
import { whenLeftBehind, startWatchdog } from './watched-process.ts';

/**
 * Stops the stack as soon as this process has ended, for whatever reason.
 *
 * @param options as for `stackDown`
 * @returns stops the stack now, and ends the watchdog
 */
export function guardStack(options: { dir?: string; wipe?: boolean } = {}): () => Promise<void> {
  const dir = resolve(options.dir ?? stateDir());
  const wipe = options.wipe ?? false;
  const endWatch = startWatchdog(import.meta.filename, [dir, String(wipe)]);
  return async () => {
    await stackDown({ dir, wipe });
    endWatch();
  };
}

if (process.argv[1] === import.meta.filename) {
  const [, , dir = '', wipe] = process.argv;
  void whenLeftBehind(() => stackDown({ dir, wipe: wipe === 'true' }));
}
