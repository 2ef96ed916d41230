import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, onPath } from '../../infra/stack/tools.mjs';

/** Debian keeps each version's programs in a folder of their own, off the path. */
const DEBIAN = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs: the newest that Debian has, else the one on the path. Undefined if there is none. */
export function postgresqlFolder(): string | undefined {
  const debian = foldersOf(DEBIAN)
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => join(DEBIAN, version, 'bin'));
  return [...debian, ...onPath('initdb').map((file) => dirname(file))].find((folder) =>
    ['initdb', 'postgres', 'pg_isready'].every((program) => isExecutable(join(folder, program))),
  );
}

function foldersOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
