import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { newProject, pack, pinnedEnv, readGuide } from './documented-files.ts';

/** Somebody else's topic and workflow, in a folder of its own, by the words of docs/your-own-topic.md. */
const { files, typed } = readGuide('docs/your-own-topic.md');
const folder = temporaryFolder();
const app = join(folder, 'app');
const { shell } = newProject(app, files);
let bridge: ChildProcess | undefined;
let said = '';

beforeAll(async () => {
  const tarball = await pack(folder);
  await shell(typed('npm init'));
  await shell(typed('npm pkg'));
  await shell(`npm install --prefer-offline --no-audit --no-fund ${tarball}`);
  await shell(typed('npm install --save-dev'));
  await shell(typed('npx ktb types'));
  await shell(typed('npm install --save-dev'));
  // The stack that is up already, for this folder too.
  await shell(typed('npx ktb stack up'));
});

afterAll(async () => {
  if (!bridge || bridge.exitCode !== null) return;
  bridge.kill('SIGTERM');
  await eventually(() => bridge?.exitCode !== null);
});

it('has the files that the guide shows', () => {
  expect(files.map(([name]) => name)).toEqual([
    'ticket-opened.avsc',
    'ticket-answered.avsc',
    'outcomes.ts',
    'workflows.ts',
    'app.ts',
  ]);
});

it('packs no tests, and no TypeScript, which cannot run from a package', () => {
  const installed = join(app, 'node_modules', 'kafka-temporal-bridge');
  expect(existsSync(join(installed, 'dist', 'infra', 'bin.mjs'))).toBe(true);
  for (const absent of ['test', 'infra', '.ci', 'src'])
    expect(existsSync(join(installed, absent))).toBe(false);
});

it('names every topic that is missing, those of consumers and of workers, at once', async () => {
  const ended = await shell(typed('node app.ts')).catch((error: { code: number; stderr: string }) => error);
  expect(ended).toMatchObject({ code: 1 });
  for (const topic of ['tickets.opened', 'tickets.opened.dlq', 'tickets.outcomes'])
    expect(ended.stderr).toContain(topic);
  await shell(typed('npx ktb stack prepare'));
});

it('runs the app of the guide: an event becomes a workflow, and its outcome is published', async () => {
  const args = typed('node app.ts').split(' ').slice(1);
  bridge = spawn(process.execPath, args, { cwd: app, env: pinnedEnv, stdio: ['ignore', 'ignore', 'pipe'] });
  bridge.stderr!.on('data', (chunk) => (said += String(chunk)));
  await eventually(() => said.includes('"ready"') || bridge?.exitCode !== null);
  expect(said).toContain('"ready"');

  await shell(typed('npx ktb produce'));
  const { stdout } = await shell(typed('npx ktb tail'));
  expect(stdout).toContain('"answer":"about the printer: have you tried it again?"');
});

it('finds nothing wrong with it, and knows its own version', async () => {
  const { stdout } = await shell(typed('npx ktb check'));
  expect(stdout).toBe('ok\n');
  expect((await shell('npx ktb --version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
}, 60_000);

it('ends in good order', async () => {
  bridge?.kill('SIGTERM');
  await eventually(() => bridge?.exitCode !== null);
  expect([bridge?.exitCode, said]).toEqual([0, expect.stringContaining('"drained"')]);
});

it.each([
  ['no-such-file.ts', 'there is no such file'],
  ['ticket-opened.avsc', 'cannot be loaded'],
  ['workflows.ts', 'has no default export'],
  ['empty.ts', 'exports no app: name:'],
])('says what is wrong with %s as an app', async (file, message) => {
  writeFileSync(join(app, 'empty.ts'), 'export default {};\n');
  const ended = await shell(`npx ktb run --app ${file}`).catch(
    (error: { code: number; stderr: string }) => error,
  );
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});
