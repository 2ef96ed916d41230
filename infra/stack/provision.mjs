// @ts-check
import { checkJava, javaServers } from './java.mjs';
import { sideBySide } from './side-by-side.mjs';
import { findTemporal } from './temporal-cli.mjs';

/**
 * Makes sure that every server is in the cache; what is not is fetched or built, side by side, with progress on
 * stderr. Throws a `ToolError` that tells what is missing and what to do.
 *
 * @param {{ installed?: Promise<void>, signal?: AbortSignal }} [options] `installed` resolves once node_modules is
 *   there, by default it is; `signal` ends what is under way
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
