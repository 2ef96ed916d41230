// @ts-check
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { progress } from './progress.mjs';
import { run, ToolError } from './tools.mjs';

/** The newest that `go install` takes: later ones have replace directives. Holds server 1.29. */
const VERSION = 'v1.5.1';
/** Older servers lack what the bridge's dedupe is tested with. */
const OLDEST_SERVER = [1, 27];
const DOWNLOAD_WITHIN_MS = 20_000;

/**
 * The Temporal executable: `TEMPORAL_CLI`; one of a supported version on the path; the cache; else the download that
 * Temporal's own testing package does and a build with Go, begun together, of which the first to succeed is kept.
 *
 * @param {{ cache: string, installed: Promise<void> }} options
 * @returns {Promise<string>}
 */
export async function findTemporal({ cache, installed }) {
  const named = process.env['TEMPORAL_CLI'];
  if (named) return executable(named);
  if (await isSupported('temporal')) return 'temporal';
  const cached = join(cache, `temporal-${VERSION}`, 'temporal');
  if (!existsSync(cached)) {
    await withLock(`${dirname(cached)}.lock`, async () => {
      if (!existsSync(cached)) await downloadOrBuild(dirname(cached), installed);
    });
  }
  return cached;
}

/** @param {string} file */
function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    throw new ToolError('TEMPORAL_CLI names no executable file: correct it, or unset it to have one fetched');
  }
}

/** @param {string} command */
async function isSupported(command) {
  const version = await run(command, ['--version'], { missing: '' }).catch(() => '');
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(version) ?? [];
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_SERVER;
  return Number(major) === oldestMajor && Number(minor) >= oldestMinor;
}

/**
 * @param {string} dir
 * @param {Promise<void>} installed
 */
async function downloadOrBuild(dir, installed) {
  const over = new AbortController();
  const unfinished = `${dir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const ways = { downloaded: join(unfinished, 'downloaded'), built: join(unfinished, 'built') };
  try {
    const winner = await progress(`Temporal ${VERSION}`, 'download or build', () =>
      Promise.any([
        installed.then(() => download(ways.downloaded, over.signal)),
        build(ways.built, over.signal),
      ]),
    );
    mkdirSync(dir, { recursive: true });
    renameSync(winner, join(dir, 'temporal'));
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error;
    const reasons = error.errors.map((reason) => (reason instanceof Error ? reason.message : String(reason)));
    throw new ToolError(
      `${reasons.join('\n')}\nTemporal could be neither downloaded nor built: install its command-line tool and put it on the path or into TEMPORAL_CLI, or install Go`,
    );
  } finally {
    over.abort();
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * @param {string} dir
 * @param {AbortSignal} signal
 */
async function download(dir, signal) {
  mkdirSync(dir, { recursive: true });
  const script = join(dirname(fileURLToPath(import.meta.url)), 'download-temporal.mjs');
  await run(process.execPath, [script, dir, VERSION], {
    signal: AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_WITHIN_MS)]),
    missing: '',
  }).catch(() => {
    throw new ToolError(`no download of Temporal ${VERSION} within ${DOWNLOAD_WITHIN_MS / 1_000} s`);
  });
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
    missing: 'Go is missing: install Go 1.24 or later',
  });
  return join(dir, 'temporal');
}
