// @ts-check
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.mjs';
import { progress } from './progress.mjs';
import { isExecutable, onPath, run, ToolError } from './tools.mjs';

/** The newest that `go install` takes: later ones have replace directives. Holds server 1.29. */
const VERSION = 'v1.5.1';
/** The oldest server on which the bridge's tests run; a newer one of the same major version will do. */
const OLDEST_SERVER = { major: 1, minor: 29 };
const DOWNLOAD_WITHIN_MS = 20_000;

/**
 * The path of the Temporal executable: `TEMPORAL_CLI`; one of a supported version on the path; the cache; else the
 * download that Temporal's own testing package does and a build with Go, begun together, of which the first to succeed
 * is kept. Throws a `ToolError` that tells what to do.
 *
 * @param {{ installed: Promise<void>, signal: AbortSignal }} options
 * @returns {Promise<string>}
 */
export async function findTemporal({ installed, signal }) {
  const named = process.env['TEMPORAL_CLI'];
  if (named) {
    if (isExecutable(named)) return resolve(named);
    throw new ToolError('TEMPORAL_CLI names no executable file: correct it, or unset it to have one fetched');
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
      `Temporal is neither here nor to be had: put its command-line tool on the path or into TEMPORAL_CLI, or install Go 1.24 or later, then try again:\n  download: ${downloaded}\n  build: ${built}`,
    );
  } finally {
    over.abort();
    // The one that lost may still be writing here, and the folder is about to become the cache's.
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
  const late = () => tooLate.abort(new ToolError(`did not come within ${DOWNLOAD_WITHIN_MS / 1_000} s`));
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
    // A folder of its own: other Go programs are named `temporal` or `server` too. Without cgo it runs on any Linux.
    env: { ...process.env, GOBIN: dir, CGO_ENABLED: '0' },
    signal,
    missing: 'Go is missing',
    failed: 'go install failed',
  });
  return join(dir, 'temporal');
}
