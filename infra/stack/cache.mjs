// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { withLock } from './lock.mjs';

/** `KTB_CACHE_DIR`, else the user's cache folder. */
const cacheDir = () =>
  resolve(
    process.env['KTB_CACHE_DIR'] ||
      join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kafka-temporal-bridge'),
  );

/**
 * A folder of the cache. If it does not exist, it is made, and appears only when it is complete. Processes that want
 * the same folder wait for each other.
 *
 * @param {string} name includes a version or a hash of what the folder is made from
 * @param {(unfinished: string) => Promise<void>} make fills an empty folder, which gets its name afterwards
 * @param {AbortSignal} [signal] ends the wait for another process
 * @returns {Promise<string>}
 */
export async function cached(name, make, signal) {
  const dir = join(cacheDir(), name);
  if (existsSync(dir)) return dir;
  /** @param {number} owner */
  const onWait = (owner) =>
    process.stderr.write(`  … waiting for ${name}, which process ${owner} is making\n`);
  await withLock(
    `${dir}.lock`,
    async () => {
      if (!existsSync(dir)) await makeWhole(dir, make);
    },
    { onWait, ...(signal && { signal }) },
  );
  return dir;
}

/**
 * @param {string} dir
 * @param {(unfinished: string) => Promise<void>} make
 */
async function makeWhole(dir, make) {
  clearLeftovers(dir);
  // A new name each time: a tool whose parent was killed may still be writing to an earlier one.
  const unfinished = mkdtempSync(unfinishedOf(dir));
  try {
    // mkdtemp makes a folder that only its owner may read, but a cache may be shared.
    const content = join(unfinished, 'content');
    mkdirSync(content);
    await make(content);
    renameSync(content, dir);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** @param {string} dir */
const unfinishedOf = (dir) => `${dir}.unfinished-`;

/** @param {string} dir */
function clearLeftovers(dir) {
  const leftovers = readdirSync(dirname(dir)).filter((file) => file.startsWith(basename(unfinishedOf(dir))));
  for (const file of leftovers) rmSync(join(dirname(dir), file), { recursive: true, force: true });
}
