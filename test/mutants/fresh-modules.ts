import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const GLOBALS = pathToFileURL(join(import.meta.dirname, 'jest-globals.ts')).href;

/** The code of each file that was read, without its types. */
const stripped = new Map<string, string>();
let version = 0;
let changed: { readonly url: string; readonly code: string } | undefined;

/**
 * From here on each import of a file of the checkout gives a module of its own, whose imports are new, too, and in which
 * one file may have another text. Packages stay as they are loaded.
 */
export function renew(file?: string, text?: string): void {
  version += 1;
  changed =
    file === undefined
      ? undefined
      : { url: pathToFileURL(file).href, code: stripTypeScriptTypes(text ?? '') };
}

export const freshUrl = (file: string): string => `${pathToFileURL(file).href}?${version}`;

/** @param root of the checkout */
export function makeModulesFresh(root: string): void {
  const own = pathToFileURL(root).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
      const resolved = next(specifier, context);
      const isOwn = resolved.url.startsWith(own) && !resolved.url.includes('/node_modules/');
      const isVersioned = context.parentURL?.includes('?') === true;
      return isOwn && isVersioned && resolved.url !== GLOBALS
        ? { ...resolved, url: `${resolved.url.split('?')[0]}?${version}` }
        : resolved;
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
