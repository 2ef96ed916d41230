import { join } from 'node:path';
import { temporalServerPrograms } from '../../infra/checkout/images/go-programs.ts';
import { reasonOf } from '../../infra/user-error.ts';
import { postgresqlFolder } from './programs.ts';

/**
 * From now on the local stacks of this process, and of those that it starts, run Temporal on PostgreSQL. Builds Temporal's
 * server the first time.
 *
 * @returns why this machine cannot have it; undefined if it can
 */
export async function useTemporalOnPostgresql(): Promise<string | undefined> {
  if (postgresqlFolder() === undefined)
    return 'PostgreSQL is missing: install the package postgresql, then try again';
  try {
    await temporalServerPrograms(new AbortController().signal);
  } catch (error) {
    return reasonOf(error);
  }
  process.env['TEMPORAL_CLI'] = join(import.meta.dirname, 'temporal.sh');
  return undefined;
}

/** For a program whose option asks for it: ends it with code 69, and says why, where this machine cannot have it. */
export async function requireTemporalOnPostgresql(): Promise<void> {
  const why = await useTemporalOnPostgresql();
  if (why === undefined) return;
  process.stderr.write(`Temporal on PostgreSQL is left out: ${why}\n`);
  process.exit(69);
}
