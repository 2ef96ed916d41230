import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { copyOfTree } from '../../copy-of-tree.ts';
import { readGuide, shellIn } from '../../integration/documented-files.ts';

const { typed } = readGuide('docs/routes.md');

it('the command of docs/routes.md writes the types of every schema', async () => {
  const copy = await copyOfTree((path) => /^(package.*\.json|schemas\/|infra\/)/.test(path));
  const generated = join(copy, 'schemas', 'generated', 'orders.ts');
  const before = readFileSync(generated, 'utf8');
  rmSync(generated);
  await shellIn(copy)(typed('npm run schemas'));
  expect(readFileSync(generated, 'utf8')).toBe(before);
});
