/**
 * `npm run test:postgresql [-- PATHS OR OTHER ARGUMENTS FOR JEST]`: tests of the integration and of the laws on a Temporal
 * that keeps its data in PostgreSQL, as in production; by themselves they run on the development server, which keeps
 * them in SQLite. Default: those that ask most of Temporal.
 *
 * Exit code 0 if all passed, 1 if not, 69 where this machine cannot have PostgreSQL or Temporal's server, which it says.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePorts } from '../../infra/stack/ports.ts';
import { localServers, temporaryFolder } from '../../infra/testing/local-servers.ts';
import { requireTemporalOnPostgresql } from './use.ts';

/** Patterns of paths. */
const FILES = [
  ...['laws/l0[123]-', 'laws/l08-large-', 'laws/l13-(failing|refusals)'],
  ...['integration/k11-', 'integration/batches'],
];

await requireTemporalOnPostgresql();
const folder = temporaryFolder();
const servers = await localServers(folder, await freePorts());
try {
  const given = process.argv.slice(2);
  const files = given.length > 0 ? given : FILES;
  const tests = spawn(process.execPath, [join(import.meta.dirname, '../run.ts'), 'postgresql', ...files], {
    env: { ...process.env, KTB_TEST_STACK: folder },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal));
  const [code] = (await once(tests, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await servers.stop();
}
