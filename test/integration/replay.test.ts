import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { copyOfTree } from '../copy-of-tree.ts';

/** The replay of the saved histories, in a tree of its own. */
const replayIn = (folder: string): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve) => {
    const args = [join(folder, 'test/run.ts'), 'unit', 'test/replay'];
    const child = execFile(process.execPath, args, { cwd: folder }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, said: `${stdout}${stderr}` }),
    );
  });

it('swapping two steps of the order makes the replay fail, with the names of the histories', async () => {
  const folder = await copyOfTree();
  const file = join(folder, 'workflows/order.ts');
  const before = await readFile(file, 'utf8');
  const [one, other] = ['steps.reserveInventory(', 'steps.chargePayment('] as const;
  const swapped = before.replace(one, '#').replace(other, one).replace('#', other);
  expect(swapped).not.toBe(before);
  await writeFile(file, swapped);

  const { code, said } = await replayIn(folder);
  expect(code).toBe(1);
  expect(said).toMatch(/● order-confirmed-\S+ goes on with the workflows as they are/);
  expect(said).not.toMatch(/● greeting/);
});
