// @ts-check
const STILL_EVERY_MS = 15_000;

/**
 * Tells on stderr that a long thing begins, goes on and ends, and how long it has taken.
 *
 * @template T
 * @param {string} what
 * @param {string} verb
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(what, verb, work) {
  const startedAt = Date.now();
  /** @param {string} text */
  const say = (text) => process.stderr.write(`${text}\n`);
  const taken = () => `${Math.round((Date.now() - startedAt) / 1_000)} s`;

  say(`  ${verb} ${what} …`);
  const still = setInterval(() => say(`  … still: ${verb} ${what}, ${taken()}`), STILL_EVERY_MS);
  try {
    const result = await work();
    say(`  ✓ ${verb} ${what}, ${taken()}`);
    return result;
  } finally {
    clearInterval(still);
  }
}
