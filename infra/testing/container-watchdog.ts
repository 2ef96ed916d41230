import { whenLeftBehind, startWatchdog } from '../stack/watched-process.ts';
import { removeSet } from './engine.ts';
import { loadTestcontainers } from './testcontainers.ts';

/**
 * Removes a set of containers as soon as this process is gone, however it ends. The usual reaper is one more image,
 * which may not be there.
 *
 * @returns ends the watch, once the set is removed
 */
export const guardContainers = (set: string): (() => void) => startWatchdog(import.meta.filename, [set]);

if (process.argv[1] === import.meta.filename) {
  void whenLeftBehind(async () => {
    const { getContainerRuntimeClient } = await loadTestcontainers();
    await removeSet((await getContainerRuntimeClient()).container.dockerode, process.argv[2] ?? '');
  });
}
