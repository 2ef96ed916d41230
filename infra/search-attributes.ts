import type { Config } from './config.ts';
import { connectTemporal } from './temporal.ts';
import { UserError } from './user-error.ts';

/** Keywords that the order workflow writes for those who search. */
export const SEARCH_ATTRIBUTES = ['OrderStatus', 'CustomerId'];

/**
 * Throws a `UserError` that names the search attributes which the namespace lacks, and how to create them: without them
 * Temporal refuses every step of a workflow that writes them.
 */
export async function checkSearchAttributes(
  temporal: Config['temporal'],
  needed: readonly string[],
): Promise<void> {
  if (needed.length === 0) return;
  const { connection } = await connectTemporal(temporal);
  const { namespace } = temporal;
  try {
    const { customAttributes } = await connection.withDeadline(Date.now() + 5_000, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    );
    const missing = needed.filter((name) => !(name in customAttributes));
    if (missing.length === 0) return;
    const create = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    throw new UserError(
      `Temporal's namespace ${namespace} lacks search attributes: run \`temporal operator search-attribute create --namespace ${namespace} ${create}\``,
    );
  } finally {
    await connection.close();
  }
}
