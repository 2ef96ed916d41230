// @ts-check
const STILL_EVERY_MS = 15_000;

/**
 * Reports on stderr that long work begins, is still running and has ended, with the time it took.
 *
 * @template T
 * @param {string} verb what is done, in the imperative: `fetch`
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(verb, what, work) {
  const startedAt = Date.now();
  /** @param {string} mark @param {string} [taken] */
  const say = (mark, taken = '') => process.stderr.write(`${mark} ${verb} ${what}${taken}\n`);
  const taken = () => `, ${Math.round((Date.now() - startedAt) / 1_000)} s`;

  say('  …');
  const still = setInterval(() => say('  … still:', taken()), STILL_EVERY_MS);
  try {
    const result = await work();
    say('  ✓', taken());
    return result;
  } catch (error) {
    say('  ✗', taken());
    throw error;
  } finally {
    clearInterval(still);
  }
}
