// @ts-check
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { progress } from './progress.mjs';
import { findTemporal } from './temporal-cli.mjs';
import { run, ToolError } from './tools.mjs';

const POMS = join(dirname(fileURLToPath(import.meta.url)), 'java');
const OLDEST_JAVA = 17;

/** `KTB_CACHE_DIR`, else the user's cache folder. */
export const cacheDir = () =>
  process.env['KTB_CACHE_DIR'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kafka-temporal-bridge');

/**
 * Makes sure that every server is in the cache, fetching or building what is not, side by side.
 *
 * @param {{ installed?: Promise<void> }} [options] `installed` resolves once node_modules is there
 * @returns {Promise<{ kafka: string, registry: string, temporal: string }>} folders of jars, and an executable
 */
export async function provision({ installed = Promise.resolve() } = {}) {
  await checkJava();
  const [jars, temporal] = await Promise.all([fetchJars(), findTemporal({ cache: cacheDir(), installed })]);
  return { ...jars, temporal };
}

/** One after the other: Maven's local repository is not made for several Mavens at once. */
async function fetchJars() {
  const kafka = await fetched('kafka', 'Kafka');
  const registry = await fetched('registry', 'schema registry', async (dir) => {
    const archive = readdirSync(dir).find((file) => file.endsWith('.tar.gz')) ?? '';
    await run('tar', ['xzf', join(dir, archive), '-C', dir], { missing: 'tar is missing: install it' });
    rmSync(join(dir, archive));
  });
  await timeSkippingServer();
  return { kafka, registry };
}

/** The path of a program that is a Temporal server whose time skips ahead; `@temporalio/testing` runs it. */
export async function timeSkippingServer() {
  const dir = await fetched('time-skipping', 'time-skipping Temporal server', async (jars) => {
    const script = `#!/bin/sh\nexec java -cp "$(dirname "$0")/*" io.temporal.testserver.TestServer "$@"\n`;
    writeFileSync(join(jars, 'temporal-test-server'), script, { mode: 0o755 });
  });
  return join(dir, 'temporal-test-server');
}

/**
 * The folder of what a pom names. Its name holds the pom's hash, and it appears only when it is whole.
 *
 * @param {string} name
 * @param {string} title
 * @param {(dir: string) => Promise<void>} [finish]
 */
async function fetched(name, title, finish = async () => {}) {
  const pom = join(POMS, name, 'pom.xml');
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const dir = join(cacheDir(), `${name}-${hash}`);
  if (existsSync(dir)) return dir;

  await withLock(`${dir}.lock`, async () => {
    if (existsSync(dir)) return;
    const unfinished = `${dir}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    await progress(title, 'fetch', async () => {
      // Maven writes beside the pom, which may lie in a folder that is not ours to write to.
      cpSync(pom, join(unfinished, 'pom.xml'));
      await run(
        'mvn',
        [
          '-B',
          '-f',
          join(unfinished, 'pom.xml'),
          'dependency:copy-dependencies',
          `-DoutputDirectory=${unfinished}`,
        ],
        {
          missing: 'Maven is missing: install Maven 3 (package maven), then try again',
        },
      );
      rmSync(join(unfinished, 'pom.xml'));
      await finish(unfinished);
    });
    renameSync(unfinished, dir);
  });
  return dir;
}

async function checkJava() {
  const remedy = `install a Java runtime, ${OLDEST_JAVA} or later (package openjdk-17-jre-headless), then try again`;
  const missing = `Java is missing: ${remedy}`;
  const version = await run('java', ['--version'], { missing }).catch(() => {
    throw new ToolError(missing);
  });
  const major = Number(/\d+/.exec(version)?.[0]);
  if (major < OLDEST_JAVA) throw new ToolError(`Java ${major} is too old: ${remedy}`);
}
