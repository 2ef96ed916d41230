import type { Connection } from '@temporalio/client';
import type { Config } from '../settings/config.ts';
import { connectTemporal } from './client.ts';
import { stopForProblems } from '../user-error.ts';

/**
 * Throws a `UserError` that names the search attributes that the namespace lacks, or has with another type, and how to
 * create them. Temporal refuses every workflow task that sets one of those.
 */
export async function checkSearchAttributes(
  temporal: Config['temporal'],
  needed: readonly string[],
): Promise<void> {
  if (needed.length === 0) return;
  const { connection } = await connectTemporal(temporal);
  const { namespace } = temporal;
  try {
    const present = await connection.withDeadline(Date.now() + 5_000, () => typesIn(connection, namespace));
    const missing = needed.filter((name) => !(name in present));
    const other = needed.filter((name) => name in present && present[name] !== KEYWORD);
    const command = (what: string, names: readonly string[], type = '') =>
      `\`temporal operator search-attribute ${what} --namespace ${namespace}${names.map((name) => ` --name ${name}${type}`).join('')}\``;
    stopForProblems([
      ...(missing.length === 0
        ? []
        : [
            `Temporal's namespace ${namespace} lacks search attributes: run ${command('create', missing, ' --type Keyword')}`,
          ]),
      ...(other.length === 0
        ? []
        : [
            `in Temporal's namespace ${namespace} search attributes are of another type than Keyword: ${other.join(', ')}; run ${command('remove', other)}, then ${command('create', other, ' --type Keyword')}`,
          ]),
    ]);
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
  const present = await typesIn(connection, namespace);
  const missing = names.filter((name) => !(name in present));
  if (missing.length === 0) return false;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  return true;
}

/** The type of each search attribute that a namespace has, as a number of Temporal's API. */
async function typesIn(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<Readonly<Record<string, unknown>>> {
  return (await operatorService.listSearchAttributes({ namespace })).customAttributes;
}
