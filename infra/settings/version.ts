import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** This package's package.json, beside the sources or beside `dist`. */
const manifest = [
  join(import.meta.dirname, '..', '..', 'package.json'),
  join(import.meta.dirname, '..', '..', '..', 'package.json'),
].find(existsSync);

/** The version of this package, as its package.json says. */
export const version =
  manifest === undefined
    ? 'unknown'
    : (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
