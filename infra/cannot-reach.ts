import { reasonOf, UserError } from './user-error.ts';

/**
 * A server that does not answer, and what to do about it.
 *
 * @param server as it stands in a sentence: `the schema registry`
 * @param setting what names its address
 */
export const cannotReach = (server: string, address: string, setting: string, cause: unknown) =>
  new UserError(
    `cannot reach ${server} at ${address}: start it (\`ktb stack up\` starts a local one), or set ${setting} (${reasonOf(cause)})`,
    1,
    { cause },
  );
