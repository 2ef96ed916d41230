/**
 * Temporal's server on PostgreSQL, behind the command line of Temporal's development server: `TEMPORAL_CLI` may name
 * it, and a local stack then runs on PostgreSQL. Both end with this process.
 *
 *     temporal.sh server start-dev --port PORT --db-filename FILE [OTHERS, which are left aside]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { temporalServerPrograms } from '../../infra/checkout/images/go-programs.ts';
import { prepareNamespace } from '../../infra/stack/namespace.ts';
import { startDatabase } from './database.ts';
import { innerPorts } from './ports.ts';
import { makeSchema } from './schema.ts';

/** A server that does not end by itself holds up the end of the test. */
const END_WITHIN_MS = 5_000;

const { values } = parseArgs({
  strict: false,
  options: { port: { type: 'string' }, 'db-filename': { type: 'string' } },
});
const [port, file] = [values.port, values['db-filename']];
if (typeof port !== 'string' || typeof file !== 'string')
  throw new Error('temporal.ts: --port and --db-filename are missing');

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const folder = join(dirname(file), 'postgresql');
mkdirSync(folder, { recursive: true });
const programs = await temporalServerPrograms(interruption.signal);
const ports = await innerPorts(folder);
const database = await startDatabase(folder, ports.DB_PORT);
const started = [database.process];
try {
  makeSchema(programs, folder, database);
  const server = spawn(join(programs, 'server'), ['start'], { stdio: 'inherit', env: settings() });
  started.unshift(server);
  void makeNamespace();
  await Promise.race([ended(interruption.signal), exited(server)]);
  if (!interruption.signal.aborted) process.exitCode = 1;
} finally {
  interruption.abort();
  // The server first: it still writes.
  for (const child of started) await end(child, child === database.process ? 'SIGINT' : 'SIGTERM');
}

function settings(): NodeJS.ProcessEnv {
  const dynamic = join(folder, 'dynamic.yaml');
  // As in the development server: new search attributes are known at once.
  writeFileSync(dynamic, 'system.forceSearchAttributesCacheRefreshOnRead: [{ value: true }]\n');
  return {
    ...process.env,
    ...Object.fromEntries(Object.entries(ports).map(([name, number]) => [name, String(number)])),
    FRONTEND_GRPC_PORT: String(port),
    DB: 'postgres12',
    POSTGRES_SEEDS: '127.0.0.1',
    POSTGRES_USER: database.user,
    POSTGRES_PWD: database.password,
    NUM_HISTORY_SHARDS: '16',
    BIND_ON_IP: '127.0.0.1',
    LOG_LEVEL: 'warn',
    DYNAMIC_CONFIG_FILE_PATH: dynamic,
  };
}

/** The development server has one from the start. */
async function makeNamespace(): Promise<void> {
  while (!interruption.signal.aborted) {
    try {
      const connection = await Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: 1_000 });
      try {
        return await connection.withDeadline(Date.now() + 5_000, () =>
          prepareNamespace(connection, 'default'),
        );
      } finally {
        await connection.close();
      }
    } catch {
      await delay(200);
    }
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await exited(child);
  clearTimeout(late);
}
