import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { page } from './pages.ts';

const root = join(import.meta.dirname, '..', '..');

/** The code blocks of a document that begin with the name of their file: `// app.ts: …`. */
const filesOf = (text: string) =>
  [...text.matchAll(/^```ts\n(\/\/ ([\w.-]+): .+?)^```$/gms)].map(
    ([, code = '', name = '']) => [name, code] as const,
  );

/** A project like a reader's, which finds the package's sources by the package's names. */
const TSCONFIG = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    typeRoots: [join(root, 'node_modules', '@types')],
    paths: {
      'kafka-temporal-bridge': [join(root, 'infra', 'index.ts')],
      'kafka-temporal-bridge/workflows': [join(root, 'workflows', 'bridge', 'publish.ts')],
    },
  },
  include: ['*.ts'],
};

it("the README's code is right by the types of the package", () => {
  const folder = temporaryFolder();
  const files = filesOf(page('README.md').text);
  expect(files.map(([name]) => name)).toEqual(['app.ts', 'workflows.ts']);
  for (const [name, code] of [
    ...files,
    ['tsconfig.json', JSON.stringify(TSCONFIG)] as const,
    ['package.json', '{ "type": "module" }'] as const,
  ])
    writeFileSync(join(folder, name), code);

  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' });
  expect(stdout).toBe('');
});
