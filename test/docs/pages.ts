import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** A document of this repository, by its path from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Every document that a stranger reads. */
export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** A document by its path. Throws if there is none. */
export function page(path: string): Page {
  const found = pages.find((one) => one.path === path);
  if (!found) throw new Error(`there is no document ${path}`);
  return found;
}

/** A document without its code blocks, in which brackets and hashes mean other things. */
export const proseOf = ({ text }: Page): string => text.replaceAll(/^( *)```.*?^\1```$/gms, '');
