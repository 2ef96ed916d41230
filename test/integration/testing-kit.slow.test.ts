import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { newProject, pack, readGuide } from './documented-files.ts';

/** The testing kit in a user's project, by the words of docs/testing.md. */
const { files, typed } = readGuide('docs/testing.md');
const root = join(import.meta.dirname, '..', '..');
const folder = temporaryFolder();
const temporary = temporaryFolder();
const { shell } = newProject(join(folder, 'tests'), files);

/** A stack keeps what it has among temporary files, which are this test's alone here. */
const env = { TMPDIR: temporary, KTB_STATE_DIR: join(folder, 'not-used') };

beforeAll(async () => {
  const tarball = await pack(folder);
  await shell(typed('npm init'));
  await shell(typed('npm pkg'));
  const quietly = '--prefer-offline --no-audit --no-fund';
  await shell(`${typed('npm install --save-dev')} ${tarball} ${quietly}`);
});

it('the examples are green in a Jest project of their own', async () => {
  const { stderr } = await shell(typed('NODE_OPTIONS'), env);
  expect(stderr).toContain('Tests:       2 passed, 2 total');
});

it('so is the one for another test runner, types and all', async () => {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const strict = '--strict --noEmit --skipLibCheck --module nodenext --target es2024 --types node';
  await shell(`${tsc} ${strict} --typeRoots ${join(root, 'node_modules', '@types')} orders.node.ts`);
  const { stdout } = await shell(typed('node --test'), env);
  expect(stdout).toMatch(/^\S* pass 1$/m);
});

it('says what servers in containers need if that is not installed', async () => {
  const body = "(await import('kafka-temporal-bridge/testing')).startBridgeStack({ servers: 'containers' })";
  await expect(shell(`node --input-type=module -e "await ${body}"`, env)).rejects.toThrow(
    'servers in containers need the package testcontainers: `npm install --save-dev testcontainers`',
  );
});

it('leaves no file of a stack behind, and no process', async () => {
  expect(readdirSync(temporary).filter((name) => name.startsWith('ktb-'))).toEqual([]);
  const { stdout } = await shell('ps -eo args');
  expect(stdout.split('\n').filter((args) => args.includes(temporary))).toEqual([]);
});
