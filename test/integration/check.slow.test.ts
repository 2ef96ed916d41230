import { execFile } from 'node:child_process';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { copyOfTree } from '../copy-of-tree.ts';

interface Answer {
  readonly exitCode: number;
  readonly ok: boolean;
  readonly failed: string[];
  readonly output: string;
}

/** `npm run check -- --json` in that folder, of one check or of all. */
function check(folder: string, only?: string): Promise<Answer> {
  const args = [
    join(folder, 'infra/checkout/check.ts'),
    '--json',
    ...(only === undefined ? [] : ['--only', only]),
  ];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (_, stdout) => {
      const { ok, checks } = JSON.parse(stdout) as {
        ok: boolean;
        checks: { check: string; ok: boolean; output: string }[];
      };
      const failing = checks.filter((one) => !one.ok);
      resolve({
        exitCode: child.exitCode ?? -1,
        ok,
        failed: failing.map((one) => one.check),
        output: failing.map((one) => one.output).join('\n'),
      });
    });
  });
}

describe('npm run check passes', () => {
  it('on the tree as it is', async () => {
    expect(await check(await copyOfTree())).toEqual({ exitCode: 0, ok: true, failed: [], output: '' });
  });

  it('when a workflow imports the type of an activity', async () => {
    const folder = await copyOfTree();
    const activity = await firstOf(folder, 'activities');
    await writeFile(
      join(folder, 'workflows/innocent.ts'),
      `import type * as activity from '${activity}';\nexport type A = typeof activity;\n`,
    );
    expect((await check(folder, 'boundaries')).output).not.toContain('workflows/innocent.ts');
  });
});

describe('npm run check fails, and names the file,', () => {
  it('when a workflow imports node:fs', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'workflows/offender.ts'), `export { readFileSync } from 'node:fs';\n`);
    await expectOffence(folder, 'boundaries', 'workflows/offender.ts', 'workflows-see-no-node');
  });

  it('when a workflow imports a Node built-in without its prefix', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'workflows/offender.ts'), `export const path = () => import('path');\n`);
    await expectOffence(folder, 'boundaries', 'workflows/offender.ts', 'workflows-see-no-node');
  });

  it('when a workflow imports a package that is not of Temporal', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'workflows/offender.ts'), `export { Kafka } from 'kafkajs';\n`);
    await expectOffence(folder, 'boundaries', 'workflows/offender.ts', 'workflows-see-no-packages');
  });

  it('when a workflow imports an activity itself', async () => {
    const folder = await copyOfTree();
    const activity = await firstOf(folder, 'activities');
    await writeFile(join(folder, 'workflows/offender.ts'), `export * as activity from '${activity}';\n`);
    await expectOffence(folder, 'boundaries', 'workflows/offender.ts', 'activities-as-types-only');
  });

  it('when schemas imports consumers', async () => {
    const folder = await copyOfTree();
    const consumer = await firstOf(folder, 'consumers');
    await writeFile(join(folder, 'schemas/offender.ts'), `export type * from '${consumer}';\n`);
    await expectOffence(folder, 'boundaries', 'schemas/offender.ts', 'schemas-sees-nothing-of-ours');
  });

  it('when the library imports the order application', async () => {
    const folder = await copyOfTree();
    await writeFile(
      join(folder, 'consumers/bridge/offender.ts'),
      `export { orderRoutes } from '../orders.ts';\n`,
    );
    await expectOffence(folder, 'boundaries', 'consumers/bridge/offender.ts', 'bridge-sees-bridge-only');
  });

  it('when a room of infra imports a later one', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'infra/app/offender.ts'), `export * from '../run/running.ts';\n`);
    await expectOffence(folder, 'boundaries', 'infra/app/offender.ts', 'infra-app-sees-only-rooms-before-it');
  });

  it('when two files import each other', async () => {
    const folder = await copyOfTree();
    await writeFile(
      join(folder, 'infra/offender.ts'),
      `export type { B } from './other.ts';\nexport type A = 1;\n`,
    );
    await writeFile(
      join(folder, 'infra/other.ts'),
      `export type { A } from './offender.ts';\nexport type B = 1;\n`,
    );
    await expectOffence(folder, 'boundaries', 'infra/offender.ts', 'no-cycle');
  });

  it('when an exported function is unused', async () => {
    const folder = await copyOfTree();
    await appendFile(
      join(folder, 'infra/cli-offence.ts'),
      'export function called() {}\nexport function idle() {}\n',
    );
    await appendFile(join(folder, 'infra/cli.ts'), `import { called } from './cli-offence.ts';\ncalled();\n`);
    await expectOffence(folder, 'unused', 'infra/cli-offence.ts', 'idle');
  });

  it('when a promise floats', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'infra/offender.ts'), 'const work = async () => {};\nwork();\n');
    await expectOffence(folder, 'lint', 'infra/offender.ts', 'no-floating-promises');
  });

  it('when a test is left on its own', async () => {
    const folder = await copyOfTree();
    const text = `import { it } from '@jest/globals';\nit.only('runs alone', () => {});\n`;
    await writeFile(join(folder, 'test/offender.test.ts'), text);
    await expectOffence(folder, 'lint', 'test/offender.test.ts', 'no-focused-tests');
  });

  it('when a type is wrong', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'infra/offender.ts'), `export const count: number = 'one';\n`);
    await expectOffence(folder, 'types', 'infra/offender.ts', 'TS2322');
  });

  it('when a file is not formatted', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'infra/offender.ts'), 'export const count   = "one"\n');
    await expectOffence(folder, 'format', 'infra/offender.ts', 'Code style');
  });
});

it('npm run check fails when an export has changed, and says which line of docs/api.md', async () => {
  const folder = await copyOfTree();
  await appendFile(join(folder, 'infra/index.ts'), `export const planted = 1;\n`);
  await expectOffence(folder, 'api', 'export const planted', 'run `npm run api`');
});

describe('npm run check -- --rooms fails', () => {
  it('when a file lies loose in infra', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'infra/loose.ts'), 'export const loose = 1;\n');
    await expectOffence(folder, 'rooms', 'infra/loose.ts', 'loose files in infra, at most 9: too many');
  });

  it('when the main entry leads to the order application, by whatever way', async () => {
    const folder = await copyOfTree();
    await writeFile(
      join(folder, 'infra/run/detour.ts'),
      `export const orders = () => import('../../consumers/orders.ts');\n`,
    );
    await appendFile(join(folder, 'infra/index.ts'), `export { orders } from './run/detour.ts';\n`);
    await expectOffence(folder, 'rooms', 'consumers/orders.ts', 'reached from the main entry');
  });

  it('when rooms import each other, by whatever files', async () => {
    const folder = await copyOfTree();
    await writeFile(join(folder, 'infra/settings/offender.ts'), `export * from '../app/topic-types.ts';\n`);
    await writeFile(join(folder, 'infra/app/innocent.ts'), `export * from '../settings/config.ts';\n`);
    await expectOffence(folder, 'rooms', 'infra/settings -> infra/app', 'cycles between rooms');
  });
});

async function expectOffence(folder: string, only: string, file: string, rule: string): Promise<void> {
  const { exitCode, failed, output } = await check(folder, only);
  expect({ exitCode, failed }).toEqual({ exitCode: 1, failed: [only] });
  expect(output).toContain(file);
  expect(output).toContain(rule);
}

/** Any file of that folder, as its sister folders import it. */
async function firstOf(tree: string, folder: string): Promise<string> {
  const file = (await readdir(join(tree, folder))).find((name) => name.endsWith('.ts'));
  return `../${folder}/${file}`;
}
