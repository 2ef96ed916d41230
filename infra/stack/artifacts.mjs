// @ts-check
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.mjs';
import { progress } from './progress.mjs';
import { run } from './tools.mjs';

const POMS = join(dirname(fileURLToPath(import.meta.url)), 'java');

/**
 * The folder with the Java artifacts that a checked-in pom names. Fetched with Maven if they are not in the cache.
 *
 * @param {string} name of the pom's folder
 * @param {string} title
 * @param {{ signal?: AbortSignal, finish?: (dir: string) => Promise<void> }} [options] `finish` completes the folder
 * @returns {Promise<string>}
 */
export function artifacts(name, title, { signal, finish = async () => {} } = {}) {
  const pom = join(POMS, name, 'pom.xml');
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const make = (/** @type {string} */ dir) =>
    progress('fetch', `${title} with Maven`, async () => {
      // Maven writes beside the pom, and the pom's own folder may be read-only.
      const copy = join(dir, 'pom.xml');
      cpSync(pom, copy);
      await run('mvn', ['-B', '-f', copy, 'dependency:copy-dependencies', `-DoutputDirectory=${dir}`], {
        missing: 'Maven is missing: install Maven 3 (package maven), then try again',
        failed: `Maven could not fetch ${title}: check its network access and settings, then try again`,
        ...(signal && { signal }),
      });
      rmSync(copy);
      await finish(dir);
    });
  return cached(`${name}-${hash}`, make, signal);
}
