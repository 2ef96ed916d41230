import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const GLOBALS = pathToFileURL(join(import.meta.dirname, 'jest-globals.ts')).href;

/** The code of each file that was read, without its types. */
const stripped = new Map<string, string>();
let version = 0;
let renewed: ReadonlySet<string> = new Set();
let changed: { readonly url: string; readonly code: string } | undefined;

/**
 * From here on one file has another text, and each import of it, or of the others, gives a module of its own. What else
 * there is stays as it is loaded: packages, and what patches them.
 */
export function renew(file: string, text: string, others: readonly string[]): void {
  version += 1;
  renewed = new Set(others.map((path) => pathToFileURL(path).href));
  changed = { url: pathToFileURL(file).href, code: stripTypeScriptTypes(text) };
}

export const freshUrl = (file: string): string => `${pathToFileURL(file).href}?${version}`;

export function makeModulesFresh(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
      const resolved = next(specifier, context);
      return renewed.has(resolved.url) ? { ...resolved, url: `${resolved.url}?${version}` } : resolved;
    },
    load(url, context, next) {
      const [file = ''] = url.split('?');
      if (file === url || !file.endsWith('.ts')) return next(url, context);
      if (changed?.url === file) return { format: 'module', source: changed.code, shortCircuit: true };
      const code = stripped.get(file) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'));
      stripped.set(file, code);
      return { format: 'module', source: code, shortCircuit: true };
    },
  });
}
