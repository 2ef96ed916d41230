import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { removeSet } from './engine.ts';
import { loadTestcontainers } from './testcontainers.ts';

const ALL_IS_WELL = 'removed already';

/**
 * Removes a set of containers as soon as this process is gone, however it ends; see `guardStack`, which does so for
 * processes. The usual reaper is one more image, which may not be there.
 *
 * @returns ends the watch, once the set is removed
 */
export function guardContainers(set: string): () => void {
  const watchdog = spawn(process.execPath, [import.meta.filename, set], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  // A watchdog that was killed is no reason to end.
  for (const emitter of [watchdog, watchdog.stdin]) emitter.on('error', () => undefined);
  return () => void watchdog.stdin.end(ALL_IS_WELL);
}

async function watch(set: string): Promise<void> {
  // They may be sent to a whole group of processes; the one that is watched decides what they mean.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  if ((await text(process.stdin)) === ALL_IS_WELL) return;
  const { getContainerRuntimeClient } = await loadTestcontainers();
  await removeSet((await getContainerRuntimeClient()).container.dockerode, set);
}

if (process.argv[1] === import.meta.filename) void watch(process.argv[2] ?? '');
