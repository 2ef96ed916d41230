// @ts-check
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.mjs';
import { progress } from './progress.mjs';
import { isExecutable, onPath, run, ToolError } from './tools.mjs';

/** The newest that `go install` accepts: later ones have replace directives. Contains server 1.29. */
const VERSION = 'v1.5.1';
/** The oldest server with which the bridge is tested; newer ones of the same major version are accepted. */
const OLDEST_SERVER = { major: 1, minor: 29 };
const DOWNLOAD_WITHIN_MS = 20_000;

/**
 * The path of the Temporal executable: `TEMPORAL_CLI`, else a supported version on the path, else the cache. If it is
 * in none of them, a download by Temporal's own testing package and a build with Go start together, and the first to
 * succeed is kept. Throws a `ToolError` that names the remedy.
 *
 * @param {{ installed: Promise<void>, signal: AbortSignal }} options
 * @returns {Promise<string>}
 */
export async function findTemporal({ installed, signal }) {
  const named = process.env['TEMPORAL_CLI'];
  if (named) {
    if (isExecutable(named)) return resolve(named);
    throw new ToolError(
      'TEMPORAL_CLI does not name an executable file: correct it, or unset it to fetch one',
    );
  }
  for (const file of onPath('temporal')) if (await isSupported(file)) return file;

  const make = (/** @type {string} */ dir) =>
    progress('download or build', `Temporal ${VERSION}`, async () => {
      renameSync(await downloadOrBuild(dir, installed, signal), join(dir, 'temporal'));
    });
  return join(await cached(`temporal-${VERSION}`, make, signal), 'temporal');
}

/** @param {string} file */
async function isSupported(file) {
  const version = await run(file, ['--version'], { missing: '' }).catch(() => '');
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) === OLDEST_SERVER.major && Number(minor) >= OLDEST_SERVER.minor;
}

/**
 * @param {string} dir
 * @param {Promise<void>} installed
 * @param {AbortSignal} signal
 */
async function downloadOrBuild(dir, installed, signal) {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const ways = [
    unlessAborted(installed, ended).then(() => download(join(dir, 'downloaded'), ended)),
    build(join(dir, 'built'), ended),
  ];
  try {
    return await Promise.any(ways);
  } catch (error) {
    signal.throwIfAborted();
    const [downloaded, built] = /** @type {AggregateError} */ (error).errors.map(({ message }) => message);
    throw new ToolError(
      `Temporal is not installed and could not be fetched: put its command-line tool on the path or into TEMPORAL_CLI, or install Go 1.24 or later, then try again:\n  download: ${downloaded}\n  build: ${built}`,
    );
  } finally {
    over.abort();
    // The other one may still be writing here, and the folder will become part of the cache.
    await Promise.allSettled(ways);
  }
}

/**
 * @param {Promise<void>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
const unlessAborted = (promise, signal) =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    promise.then(resolve, reject);
  });

/**
 * @param {string} dir
 * @param {AbortSignal} signal
 */
async function download(dir, signal) {
  mkdirSync(dir, { recursive: true });
  const script = join(dirname(fileURLToPath(import.meta.url)), 'download-temporal.mjs');
  const tooLate = new AbortController();
  const late = () => tooLate.abort(new ToolError(`did not finish within ${DOWNLOAD_WITHIN_MS / 1_000} s`));
  const timer = setTimeout(late, DOWNLOAD_WITHIN_MS);
  try {
    await run(process.execPath, [script, dir, VERSION], {
      signal: AbortSignal.any([signal, tooLate.signal]),
      missing: '',
      failed: "Temporal's testing package could not fetch it",
      lines: 3,
    });
  } finally {
    clearTimeout(timer);
  }
  return join(dir, /** @type {string} */ (readdirSync(dir)[0]));
}

/**
 * @param {string} dir
 * @param {AbortSignal} signal
 */
async function build(dir, signal) {
  await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@${VERSION}`], {
    // Its own folder, because other Go programs are named `temporal` too. Without cgo it runs on any Linux.
    env: { ...process.env, GOBIN: dir, CGO_ENABLED: '0' },
    signal,
    missing: 'Go is missing',
    failed: 'go install failed',
  });
  return join(dir, 'temporal');
}
