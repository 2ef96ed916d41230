import { join } from 'node:path';
import { temporalServerPrograms } from '../../infra/checkout/images/go-programs.ts';
import { reasonOf } from '../../infra/user-error.ts';
import { postgresqlFolder } from './programs.ts';

/**
 * From now on the local stacks of this process, and of those that it starts, run Temporal on PostgreSQL. Builds Temporal's
 * server the first time. Where this machine cannot have it, ends the process with code 69 and says why.
 */
export async function requireTemporalOnPostgresql(): Promise<void> {
  const why = await whyNot();
  if (why !== undefined) {
    process.stderr.write(`Temporal on PostgreSQL is left out: ${why}\n`);
    process.exit(69);
  }
  process.env['TEMPORAL_CLI'] = join(import.meta.dirname, 'temporal.sh');
}

async function whyNot(): Promise<string | undefined> {
  if (postgresqlFolder() === undefined)
    return 'PostgreSQL is missing: install the package postgresql, then try again';
  try {
    await temporalServerPrograms(new AbortController().signal);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
