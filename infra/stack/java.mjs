// @ts-check
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts } from './artifacts.mjs';
import { run, ToolError } from './tools.mjs';

/** Kafka 4 needs it. */
const OLDEST_JAVA = 17;

/** Throws a `ToolError` where there is no Java, or only an old one. */
export async function checkJava() {
  const remedy = `install a Java runtime, ${OLDEST_JAVA} or later (package openjdk-17-jre-headless), then try again`;
  const missing = `Java is missing: ${remedy}`;
  const version = await run('java', ['--version'], { missing }).catch(() => {
    throw new ToolError(missing);
  });
  const major = Number(/\d+/.exec(version)?.[0]);
  if (major < OLDEST_JAVA) throw new ToolError(`Java ${major} is too old: ${remedy}`);
}

/**
 * One after the other: Maven's local repository is not made for several Mavens at once.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<{ kafka: string, registry: string, timeSkipping: string }>} two folders and an executable
 */
export async function javaServers(signal) {
  const kafka = await artifacts('kafka', 'Kafka', { signal });
  const registry = await artifacts('registry', 'the schema registry', { signal, finish: unpackRegistry });
  const timeSkipping = await timeSkippingServer(signal);
  return { kafka, registry, timeSkipping };
}

/**
 * What Maven brings of the registry is an archive.
 *
 * @param {string} dir
 */
export async function unpackRegistry(dir) {
  const archive = readdirSync(dir).find((file) => file.endsWith('.tar.gz')) ?? '';
  await run('tar', ['xzf', join(dir, archive), '-C', dir], { missing: 'tar is missing: install it' });
  rmSync(join(dir, archive));
}

/**
 * The path of a program that is a Temporal server whose time skips ahead; `@temporalio/testing` runs it when given as
 * `existing-path` to `createTimeSkipping`. Fetched where it is not in the cache.
 *
 * @param {AbortSignal} [signal]
 */
export async function timeSkippingServer(signal) {
  const program = 'temporal-test-server';
  const dir = await artifacts('time-skipping', "Temporal's time-skipping test server", {
    ...(signal && { signal }),
    finish: async (jars) => {
      const script = '#!/bin/sh\nexec java -cp "$(dirname "$0")/*" io.temporal.testserver.TestServer "$@"\n';
      writeFileSync(join(jars, program), script, { mode: 0o755 });
    },
  });
  return join(dir, program);
}
