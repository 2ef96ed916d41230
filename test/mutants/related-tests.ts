import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Of tests that need nothing but this checkout. */
const FOLDERS = ['test/workflows/bridge/interceptors', 'test/consumers/bridge'];

/**
 * For each file the unit tests that load it, the file's own first: what notices a mutant soon saves the others.
 *
 * @returns absolute paths
 */
export function relatedTests(root: string): (file: string) => string[] {
  const imports = new Map<string, readonly string[]>();
  const importsOf = (path: string): readonly string[] => {
    const known = imports.get(path);
    if (known) return known;
    const text = readFileSync(path, 'utf8');
    const found = [...text.matchAll(/^(?:import|export|\} from)\b(?! type)[^;]*?'(\.[^']+\.ts)'/gm)];
    const paths = found.map(([, specifier = '']) => resolve(dirname(path), specifier));
    imports.set(path, paths);
    return paths;
  };
  const loadedBy = (path: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const imported of importsOf(path)) loadedBy(imported, seen);
    return seen;
  };
  const tests = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(root, folder, name)),
  );
  const loaded = new Map(tests.map((path) => [path, loadedBy(path)]));

  return (file) => {
    const own = join(root, 'test', file.replace(/\.ts$/, '.test.ts'));
    const size = (path: string) => (path === own ? 0 : loaded.get(path)!.size);
    return tests
      .filter((path) => loaded.get(path)!.has(join(root, file)))
      .toSorted((one, other) => size(one) - size(other));
  };
}
