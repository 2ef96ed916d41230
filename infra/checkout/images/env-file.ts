import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Built } from './build.ts';
import { root } from './root.ts';

const FILE = join(root, '.ktb', 'images.env');

/** Saves the names of the built images, for compose and the tests. Names of other images stay. */
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

/** Uses the images that were built here, unless the environment names others. */
export function useBuiltImages(env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, tag] of Object.entries(read())) env[name] ??= tag;
}

const read = (): Record<string, string | undefined> =>
  existsSync(FILE) ? parseEnv(readFileSync(FILE, 'utf8')) : {};
