// @ts-check
import { checkJava, javaServers } from './java.mjs';
import { sideBySide } from './side-by-side.mjs';
import { findTemporal } from './temporal-cli.mjs';

/**
 * Makes sure that every server is in the cache: fetches or builds the missing ones, with progress on stderr. Throws a
 * `ToolError` that names what is missing and the remedy.
 *
 * @param {{ installed?: Promise<void>, signal?: AbortSignal }} [options] `installed` resolves once node_modules
 *   is complete. Default: it is. `signal` ends the work
 * @returns {Promise<{ kafka: string, registry: string, timeSkipping: string, temporal: string }>} Kafka's and the
 *   registry's folders, and two executables
 */
export async function provision({ installed = Promise.resolve(), signal } = {}) {
  await checkJava();
  const [jars, temporal] = await sideBySide(
    [javaServers, (signal) => findTemporal({ installed, signal })],
    signal,
  );
  return { ...jars, temporal };
}
