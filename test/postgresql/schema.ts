import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

const DATABASES = { temporal: 'temporal', temporal_visibility: 'visibility' };

/**
 * Makes Temporal's two databases, once for a data folder.
 *
 * @param programs folder with Temporal's `sql` tool and its `schema`
 * @param folder where to remember that it is done
 */
export function makeSchema(programs: string, folder: string, { user, password, port }: Database): void {
  const done = join(folder, 'schema-made');
  if (existsSync(done)) return;
  const env = {
    ...process.env,
    SQL_PLUGIN: 'postgres12',
    SQL_HOST: '127.0.0.1',
    SQL_PORT: String(port),
    SQL_USER: user,
    SQL_PASSWORD: password,
  };
  for (const [database, schema] of Object.entries(DATABASES)) {
    const tool = (...args: string[]) =>
      execFileSync(join(programs, 'sql'), ['--database', database, ...args], { env, stdio: 'inherit' });
    tool('create');
    tool('setup-schema', '--version', '0.0');
    const versions = join(programs, 'schema', 'postgresql', 'v12', schema, 'versioned');
    tool('update-schema', '--schema-dir', versions);
  }
  writeFileSync(done, '');
}
