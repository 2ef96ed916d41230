import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const copies: string[] = [];

afterEach(async () => {
  for (const copy of copies.splice(0)) await rm(copy, { recursive: true });
});

/**
 * A folder of its own with what a clone would hold once the work at hand is committed (all files that git does not
 * ignore) and the packages of this one. It goes when the test is over.
 *
 * @param select which of the files to take, by their paths from the root. Default: all.
 */
export async function copyOfTree(select: (path: string) => boolean = () => true): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'ktb-tree-'));
  copies.push(copy);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  // Git still lists a file that was deleted and not committed.
  const files = listed.split('\0').filter((path) => path && select(path) && existsSync(join(root, path)));
  await Promise.all(files.map((path) => cp(join(root, path), join(copy, path))));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
