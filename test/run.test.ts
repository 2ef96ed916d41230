import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { copyOfTree } from './copy-of-tree.ts';

const OWN_FILES = [
  'jest.config.mjs',
  'test/run.ts',
  'test/run-plan.ts',
  'test/file-sets.mjs',
  'test/seed.ts',
  'test/fuzz/random.ts',
  'test/run-summary.ts',
  'test/left-out.ts',
  'test/skip.ts',
  'infra/checkout/images/env-file.ts',
  'infra/checkout/images/root.ts',
];

/** The test runner on test files of these bodies, in a tree that has no other. */
async function runOn(files: Record<string, string>, ...args: string[]) {
  const folder = await copyOfTree((path) => path === 'package.json' || OWN_FILES.includes(path));
  await mkdir(join(folder, 'test/integration'));
  for (const [path, body] of Object.entries(files)) {
    const imports = `import { expect, it } from '@jest/globals';\nimport { itUnless } from '${path.includes('/') ? '..' : '.'}/skip.ts';\n`;
    await writeFile(join(folder, 'test', path), imports + body);
  }
  return new Promise<{ exitCode: number | null; stdout: string }>((resolve) => {
    const env = { ...process.env, KTB_TEST_SEED: '7' };
    const child = execFile(process.execPath, [join(folder, 'test/run.ts'), ...args], { env }, (_, stdout) =>
      resolve({ exitCode: child.exitCode, stdout }),
    );
  });
}

it('runs both projects and ends with one line for both', async () => {
  const { exitCode, stdout } = await runOn({
    'a.test.ts': `itUnless(undefined, 'runs', () => {});\nitUnless('no Docker here', 'stays out', () => {});\n`,
    // What the workflow tests stand on: Temporal's packages, native core included, load as ES modules in Jest.
    'integration/b.test.ts': `import { Worker } from '@temporalio/worker';
      import { TestWorkflowEnvironment } from '@temporalio/testing';
      it('loads', () => expect([Worker, TestWorkflowEnvironment]).not.toContain(undefined));\n`,
  });
  expect(stdout).toBe(
    '\nskipped  test/a.test.ts: stays out: no Docker here\n2 passed, 0 failed, 1 skipped\n',
  );
  expect(exitCode).toBe(0);
});

it('runs one project if asked, and exits 1 if a test fails', async () => {
  const { exitCode, stdout } = await runOn(
    {
      'a.test.ts': `it('fails', () => expect(1).toBe(2));\n`,
      'integration/b.test.ts': `it('runs', () => {});\n`,
    },
    'unit',
  );
  expect(stdout).toBe('\nfailed   test/a.test.ts: fails\nseed     KTB_TEST_SEED=7\n0 passed, 1 failed\n');
  expect(exitCode).toBe(1);
});

it('passes on a path, which one project may not have, and exits 1 if nothing ran', async () => {
  const files = {
    'a.test.ts': `it('runs', () => {});\n`,
    'integration/b.test.ts': `it('fails', () => expect(1).toBe(2));\n`,
  };
  expect(await runOn(files, 'test/a.test.ts')).toEqual({ exitCode: 0, stdout: '\n1 passed, 0 failed\n' });
  expect(await runOn(files, 'test/nowhere.test.ts')).toEqual({
    exitCode: 1,
    stdout: '\nnothing ran\n0 passed, 0 failed\n',
  });
});

it('leaves slow files out, and says so; has them where asked, alone or with the others', async () => {
  const files = { 'a.test.ts': `it('runs', () => {});\n`, 'b.slow.test.ts': `it('takes long', () => {});\n` };
  expect(await runOn(files)).toEqual({
    exitCode: 0,
    stdout: '\nleft out 1 slow file; npm run test:all -- --rest runs it\n1 passed, 0 failed\n',
  });
  expect((await runOn(files, '--all')).stdout).toBe('\n2 passed, 0 failed\n');
  expect((await runOn(files, '--all', '--rest')).stdout).toBe('\n1 passed, 0 failed\n');
  expect((await runOn(files, 'test/b.slow.test.ts')).stdout).toBe('\n1 passed, 0 failed\n');
});
