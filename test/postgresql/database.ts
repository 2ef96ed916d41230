import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from '../eventually.ts';
import { postgresqlFolder } from './programs.ts';

export interface Database {
  readonly user: string;
  readonly password: string;
  readonly port: number;
  readonly process: ChildProcess;
}

const USER = 'temporal';
/** Debian's packages of PostgreSQL make this user. */
const SYSTEM_USER = 'postgres';

/**
 * Starts PostgreSQL on loopback, its data in a folder that is made the first time. Its data outlives a kill of its
 * processes, not of the machine.
 */
export async function startDatabase(folder: string, port: number): Promise<Database> {
  const programs = postgresqlFolder();
  if (programs === undefined) throw new Error('PostgreSQL is missing: install Debian package postgresql');
  const [command, ...before] = asItsUser(join(programs, 'postgres'));
  const data = join(folder, 'data');
  const password = passwordIn(folder);
  if (!existsSync(join(data, 'PG_VERSION'))) initialize(programs, folder, data);

  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    fsync: 'off',
    full_page_writes: 'off',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(command!, [...before, '-D', data, '-p', String(port), ...args], { stdio: 'inherit' });
  await eventually(() => {
    if (child.exitCode !== null) throw new Error('PostgreSQL ended while it started');
    return answers(join(programs, 'pg_isready'), port);
  });
  return { user: USER, password, port, process: child };
}

/** PostgreSQL does not run as root. */
const asItsUser = (program: string): string[] =>
  process.getuid?.() === 0 ? ['runuser', '-u', SYSTEM_USER, '--', program] : [program];

function initialize(programs: string, folder: string, data: string): void {
  const passwordFile = join(folder, 'given-password');
  // Its user has to get to a folder below ones that only this user may enter.
  for (let above = folder; above.startsWith(`${tmpdir()}/`); above = dirname(above)) chmodSync(above, 0o711);
  mkdirSync(data);
  writeFileSync(passwordFile, passwordIn(folder));
  if (process.getuid?.() === 0) execFileSync('chown', [SYSTEM_USER, data, passwordFile]);
  chmodSync(passwordFile, 0o600);
  const [command, ...before] = asItsUser(join(programs, 'initdb'));
  const options = ['--username', USER, '--encoding=UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256'];
  execFileSync(command!, [...before, '--pgdata', data, '--pwfile', passwordFile, ...options], {
    stdio: 'inherit',
  });
}

/** Made the first time: whoever else is on this machine shall not get at the database. */
function passwordIn(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) writeFileSync(file, randomUUID(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function answers(isReady: string, port: number): boolean {
  try {
    execFileSync(isReady, ['--host=127.0.0.1', `--port=${port}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
