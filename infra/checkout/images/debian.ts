import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run, ToolError } from '../../stack/tools.mjs';
import type { Making } from './image.ts';

/** `tini` as process 1, and `nc` for health checks. */
const PACKAGES = 'ca-certificates,tini,netcat-openbsd';

/** Folders whose files no container needs. The folders stay, because some packages put links into them. */
const CLUTTER = [
  ...['var/cache/apt/archives', 'var/lib/apt/lists', 'var/log'],
  ...['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info'],
];

/** Makes an image of a small Debian from its packages. Needs root. */
export async function importDebian({ tag, label, signal }: Making): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new ToolError('debootstrap takes root: run this as root, or name images in the environment');
  }
  const dir = await mkdtemp(join(tmpdir(), 'ktb-debian-'));
  try {
    await run('debootstrap', ['--variant=minbase', `--include=${PACKAGES}`, 'bookworm', dir], {
      signal,
      missing: 'debootstrap is missing: install it (package debootstrap), then try again',
      failed: 'debootstrap could not make a Debian: check access to the package mirror, then try again',
    });
    await run('find', [...CLUTTER.map((folder) => join(dir, folder)), '-type', 'f', '-delete'], {
      signal,
      missing: 'find is missing: install it (package findutils)',
    });
    const pipe = `tar -C "$1" -c . | docker import --change "LABEL $3" - "$2"`;
    await promisify(execFile)('bash', ['-o', 'pipefail', '-c', pipe, 'bash', dir, tag, label], { signal });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
