// @ts-check
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, refTo } from '../settings/process-ref.mjs';

const LOOK_EVERY_MS = 100;
/** A lock is written right after it is created: if it is still empty after this time, its owner has died in between. */
const EMPTY_FOR_MS = 2_000;

/**
 * Runs work while it holds a lock file, so that no other process runs work under the same one. A lock whose owner died
 * is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (owner: number) => void, signal?: AbortSignal }} [options] `onWait` is called
 *   once, before a wait, with the pid that holds the lock; `signal` ends the wait
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { onWait, signal } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  const claim = JSON.stringify({ ...refTo(process.pid), claim: randomUUID() });
  let hasWaited = false;
  while (!(create(file, claim) || (await takeOver(file, claim)))) {
    const owner = ownerOf(file);
    if (owner && !hasWaited) onWait?.(owner.pid);
    hasWaited ||= owner !== undefined;
    await delay(LOOK_EVERY_MS, undefined, signal && { signal });
  }
  try {
    return await work();
  } finally {
    if (textOf(file) === claim) rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} claim
 */
function create(file, claim) {
  try {
    writeFileSync(file, claim, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Replaces the claim of a dead owner. If several processes do so at once, the last one wins: each waits before it reads
 * the lock again, and by then all of them have written.
 *
 * @param {string} file
 * @param {string} claim
 */
async function takeOver(file, claim) {
  if (!isAbandoned(file)) return false;
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, claim);
  renameSync(mine, file);
  await delay(LOOK_EVERY_MS);
  return textOf(file) === claim;
}

/** @param {string} file */
function isAbandoned(file) {
  const owner = ownerOf(file);
  if (owner) return !isAlive(owner);
  const created = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return created !== undefined && Date.now() - created > EMPTY_FOR_MS;
}

/**
 * @param {string} file
 * @returns {import('../settings/process-ref.mjs').ProcessRef | undefined}
 */
function ownerOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} file */
const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
