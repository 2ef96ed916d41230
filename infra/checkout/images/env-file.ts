import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Built } from './build.ts';
import { root } from './root.ts';

const FILE = join(root, '.ktb', 'images.env');

/** Names the images that were built here, for compose and the tests. What was named before and not built now, stays. */
export function writeImageNames(built: readonly Built[]): string {
  const names = { ...read() };
  for (const { setting, tag } of built) if (setting) names[setting] = tag;
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(
    FILE,
    Object.entries(names)
      .map(([name, tag]) => `${name}=${tag}\n`)
      .join(''),
  );
  return FILE;
}

/** Takes the images that were built here, where the environment names no other ones. */
export function useBuiltImages(env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, tag] of Object.entries(read())) env[name] ??= tag;
}

const read = (): Record<string, string | undefined> =>
  existsSync(FILE) ? parseEnv(readFileSync(FILE, 'utf8')) : {};
