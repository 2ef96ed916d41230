import { docker } from './docker.ts';
import type { Making } from './image.ts';
import { root } from './root.ts';

/** What its Dockerfile copies; `.dockerignore` excludes everything else. */
export const PRODUCT_SOURCES = [
  ...[
    'Dockerfile',
    '.dockerignore',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ],
  ...['schemas', 'workflows', 'activities', 'consumers', 'infra'],
];

/** Debian's path; the replacement of Node's image copies this file from this machine. */
export const CA_CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Builds the bridge with the checkout's Dockerfile, on the built Node image, or on the one in `KTB_NODE_IMAGE`. */
export async function buildProduct({ tag, label, base, signal }: Making): Promise<void> {
  const node = process.env['KTB_NODE_IMAGE'] ?? base ?? '';
  const args = ['build', '--network', 'host', '--label', label, '--tag', tag];
  const build = { NODE_IMAGE: node, ...(node === base && { NODE_EXTRA_CA_CERTS: CA_CERTIFICATES }) };
  const buildArgs = Object.entries(build).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  await docker([...args, ...buildArgs, root], signal);
}
