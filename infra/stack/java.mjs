// @ts-check
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts } from './artifacts.mjs';
import { run, ToolError } from './tools.mjs';

/** Kafka 4 needs it. */
const OLDEST_JAVA = 17;

/** Throws a `ToolError` if Java is missing or too old. */
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
 * Fetches them one after the other, because several Mavens must not use one local repository at once.
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
 * Maven fetches the registry as an archive.
 *
 * @param {string} dir
 */
export async function unpackRegistry(dir) {
  const archive = readdirSync(dir).find((file) => file.endsWith('.tar.gz')) ?? '';
  await run('tar', ['xzf', join(dir, archive), '-C', dir], { missing: 'tar is missing: install it' });
  rmSync(join(dir, archive));
}

/**
 * The path of Temporal's time-skipping test server; `createTimeSkipping` of `@temporalio/testing` takes it as
 * `existing-path`. Fetched if it is not in the cache.
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
