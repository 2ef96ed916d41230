import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * A new folder with the sources of an earlier commit, and the packages of this one: Node runs them as they are. Undefined
 * if this clone does not have the commit, as one without history. Delete it at the end.
 */
export function earlierTree(commit: string): string | undefined {
  const tree = archive(commit);
  if (!tree) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'ktb-earlier-'));
  execFileSync('tar', ['--extract', '--directory', folder], { input: tree });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function archive(commit: string): Buffer | undefined {
  try {
    return execFileSync('git', ['archive', commit], {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}
