import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from './image.ts';
import { root } from './root.ts';

/** Name of the label with the hash of an image's inputs. */
export const LABEL = 'ktb.inputs';

/** Hash of everything that an image is made from: equal inputs need no new build. */
export function inputsOf(image: Image, baseInputs: string): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([image.tag, baseInputs, String(image.make ?? '')]));
  for (const source of [join('infra', 'checkout', 'images', image.name), ...(image.sources ?? [])])
    add(hash, source);
  return hash.digest('hex').slice(0, 16);
}

function add(hash: Hash, path: string): void {
  const file = join(root, path);
  if (!existsSync(file)) return;
  if (!statSync(file).isDirectory()) {
    hash.update(JSON.stringify([path, readFileSync(file, 'base64')]));
    return;
  }
  for (const entry of readdirSync(file).sort()) add(hash, join(path, entry));
}
