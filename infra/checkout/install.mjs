// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '../stack/lock.mjs';
import { progress } from '../stack/progress.mjs';
import { run, ToolError } from '../stack/tools.mjs';

/** The checkout's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed-lock');

export const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

export function pinnedVersion() {
  const { version } = JSON.parse(readFileSync(join(modules, 'node', 'package.json'), 'utf8'));
  return `v${version}`;
}

/** Whether node_modules matches the lock file: an installation saves the lock file's hash there. */
export const isInstalled = () =>
  existsSync(pinnedNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/**
 * Installs the packages of the lock file, one process at a time. Throws a `ToolError` with npm's output if it fails.
 *
 * @param {AbortSignal} signal
 */
export async function install(signal) {
  /** @param {number} owner */
  const onWait = (owner) =>
    process.stderr.write(`  … waiting for process ${owner}, which installs npm packages\n`);
  const lock = join(root, '.ktb', 'npm.lock');
  await withLock(lock, async () => isInstalled() || (await npmCi(signal)), { onWait, signal });
}

/** @param {AbortSignal} signal */
async function npmCi(signal) {
  // The pinned Node is a development dependency, and npm can be configured to omit these.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await progress('install', 'npm packages', () =>
    run('npm', args, {
      cwd: root,
      signal,
      missing: 'npm is missing: install Node with npm, then try again',
      failed:
        'npm could not install the packages of package-lock.json: correct what it reports, then try again',
      lines: Infinity,
    }),
  );
  if (!existsSync(pinnedNode)) {
    throw new ToolError(
      'npm did not install the pinned Node, which needs an install script: run `npm config set ignore-scripts false`, then try again',
    );
  }
  writeFileSync(stamp, lockHash());
}
