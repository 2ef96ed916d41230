import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Of tests that need nothing but this checkout: those of the core, and those of what lies around it. */
const CORE = ['test/workflows/bridge/interceptors', 'test/consumers/bridge'];
const AROUND = ['test/infra/kafka', 'test/infra/kafka/kafkajs', 'test/infra/kafka/kafkajs/source'];

export interface Imports {
  /** The unit tests that load a file, its own first: what notices a mutant soon saves the others. */
  testsOf(file: string): string[];
  /**
   * What has to be loaded anew to run a test on a changed file: that file, what loads it, and what else may remember
   * something. Not what is in `infra`: it patches packages, which can be done once.
   */
  renewedFor(file: string, test: string): string[];
}

/** Who imports whom, all by absolute paths. */
export function importsIn(root: string): Imports {
  const imports = new Map<string, readonly string[]>();
  const importsOf = (path: string): readonly string[] => {
    const known = imports.get(path);
    if (known) return known;
    const text = readFileSync(path, 'utf8');
    const found = [...text.matchAll(/^(?:import|export|\} from)\b(?! type)[^;]*?'(\.[^']+\.m?ts)'/gm)];
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
  const loads = new Map<string, ReadonlySet<string>>();
  const loadsOf = (path: string): ReadonlySet<string> => {
    const known = loads.get(path) ?? loadedBy(path);
    loads.set(path, known);
    return known;
  };
  const testsIn = (folders: readonly string[]) =>
    folders.flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => join(root, folder, name)),
    );
  const [core, around] = [testsIn(CORE), testsIn(AROUND)];

  return {
    testsOf(file) {
      const own = file.replace(root, join(root, 'test')).replace(/\.ts$/, '.test.ts');
      const size = (path: string) => (path === own ? 0 : loadsOf(path).size);
      return (file.startsWith(join(root, 'infra')) ? around : core)
        .filter((path) => loadsOf(path).has(file))
        .toSorted((one, other) => size(one) - size(other));
    },
    renewedFor: (file, test) =>
      [...loadsOf(test)].filter((path) => loadsOf(path).has(file) || !path.startsWith(join(root, 'infra'))),
  };
}
