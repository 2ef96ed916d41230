import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until something is true, or a value that is not undefined; gives that value. Throws after `within`
 * milliseconds, default three minutes, for servers under load are slow, with the last error that `look` threw, if it did.
 */
export async function eventually<T>(look: () => T | Promise<T>, within = 180_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + within;
  for (;;) {
    let last: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${within} ms`, { cause: last });
    await delay(50);
  }
}
