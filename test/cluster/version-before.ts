import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from '../../infra/stack/cache.mjs';

const root = join(import.meta.dirname, '..', '..');

/** The last commit whose members shared partitions out as kafkajs does. */
const COMMIT = '792b0c1';

/**
 * A new folder with that version, as it was packed, and with the packages of this one. Undefined if this clone does not
 * have it, as one without history.
 */
export async function versionBefore(): Promise<string | undefined> {
  if (!hasCommit()) return undefined;
  const built = await cached(`version-${COMMIT}`, async (unfinished) => {
    const tree = execFileSync('git', ['archive', COMMIT], { cwd: root, maxBuffer: 256 * 1024 * 1024 });
    execFileSync('tar', ['--extract', '--directory', unfinished], { input: tree });
    symlinkSync(join(root, 'node_modules'), join(unfinished, 'node_modules'));
    execFileSync(process.execPath, [join(unfinished, 'infra', 'checkout', 'build.ts')], { cwd: unfinished });
    unlinkSync(join(unfinished, 'node_modules'));
  });
  // The cache outlives this folder, and so its packages.
  const folder = mkdtempSync(join(tmpdir(), 'ktb-version-'));
  for (const name of ['dist', 'package.json'])
    cpSync(join(built, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function hasCommit(): boolean {
  try {
    execFileSync('git', ['cat-file', '-e', `${COMMIT}^{commit}`], { cwd: root, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
