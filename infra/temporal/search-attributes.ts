import type { Connection } from '@temporalio/client';
import type { Config } from '../settings/config.ts';
import { connectTemporal } from './client.ts';
import { UserError } from '../user-error.ts';

/**
 * Throws a `UserError` that names the search attributes that the namespace lacks, with the command that creates them.
 * Without them, Temporal refuses every workflow task that sets one.
 */
export async function checkSearchAttributes(
  temporal: Config['temporal'],
  needed: readonly string[],
): Promise<void> {
  if (needed.length === 0) return;
  const { connection } = await connectTemporal(temporal);
  const { namespace } = temporal;
  try {
    const missing = await connection.withDeadline(Date.now() + 5_000, () =>
      missingIn(connection, namespace, needed),
    );
    if (missing.length === 0) return;
    const create = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    throw new UserError(
      `Temporal's namespace ${namespace} lacks search attributes: run \`temporal operator search-attribute create --namespace ${namespace} ${create}\``,
    );
  } finally {
    await connection.close();
  }
}

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

/** Creates those that the namespace lacks. True if there were any: the server accepts them only a moment later. */
export async function createSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
  names: readonly string[],
): Promise<boolean> {
  const missing = await missingIn(connection, namespace, names);
  if (missing.length === 0) return false;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  return true;
}

async function missingIn(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
  names: readonly string[],
) {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return names.filter((name) => !(name in customAttributes));
}
