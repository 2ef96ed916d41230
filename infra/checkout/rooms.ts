/**
 * `npm run check -- --rooms`: counts violations of the order of the rooms. Exit code 1 if a count is above its limit.
 *
 *     node infra/checkout/rooms.ts [--json]
 *
 * The counts come from the import graph of the packed sources, `import()` included. What the main entry reaches is
 * counted without imports of types, because compiled files have none.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

interface Bound {
  readonly what: string;
  readonly most: number;
  readonly found: readonly string[];
}

const root = join(import.meta.dirname, '..', '..');
const FOLDERS = ['schemas', 'workflows', 'activities', 'consumers', 'infra'];
const MAIN = 'infra/index.ts';
const MOST_LOOSE = 9;

/** The files beside the library in the four folders, and the rooms that exist only for them. */
const ORDER_APPLICATION =
  /^(schemas|workflows|activities|consumers)\/(?!bridge\/)|^infra\/(orders|simulator)\//;

const imports = packedImports();
const bounds: Bound[] = [
  { what: 'loose files in infra', most: MOST_LOOSE, found: looseFiles() },
  { what: 'files of the order application reached from the main entry', most: 0, found: reachedFromMain() },
  { what: 'cycles between rooms', most: 0, found: cycles() },
];
const ok = bounds.every(({ most, found }) => found.length <= most);
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rooms: { type: 'boolean' } },
});
process.stdout.write(values.json ? `${JSON.stringify({ ok, bounds })}\n` : bounds.map(inWords).join(''));
process.exitCode = ok ? 0 : 1;

function inWords({ what, most, found }: Bound): string {
  const isOver = found.length > most;
  const count = `${String(found.length).padStart(4)}  ${what}, at most ${most}${isOver ? ': too many' : ''}\n`;
  return isOver ? `${count}${found.map((one) => `        ${one}\n`).join('')}` : count;
}

function packedImports(): Import[] {
  const depcruise = join(root, 'node_modules', '.bin', 'depcruise');
  const text = execFileSync(process.execPath, [depcruise, '--output-type', 'json', ...FOLDERS], {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'utf8',
  });
  const { modules } = JSON.parse(text) as {
    modules: { source: string; dependencies: { resolved: string; dependencyTypes: string[] }[] }[];
  };
  return modules
    .flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved, dependencyTypes }) => ({
        from: source,
        to: resolved,
        isType: dependencyTypes.includes('type-only'),
      })),
    )
    .filter(({ from, to }) => isPacked(from) && isPacked(to));
}

function isPacked(file: string): boolean {
  return FOLDERS.some((folder) => file.startsWith(`${folder}/`)) && !file.startsWith('infra/checkout/');
}

function looseFiles(): string[] {
  const entries = readdirSync(join(root, 'infra'), { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => `infra/${name}`);
}

function reachedFromMain(): string[] {
  const reached = new Set([MAIN]);
  for (const file of reached)
    for (const { from, to, isType } of imports) if (from === file && !isType) reached.add(to);
  return [...reached].filter((file) => ORDER_APPLICATION.test(file));
}

/** Such as `consumers/bridge` or `infra/kafka`. Loose files of infra are the room `infra`; entries have none. */
function roomOf(file: string): string | undefined {
  const [folder = '', room = '', ...rest] = file.split('/');
  if (folder === 'infra') {
    if (rest.length > 0) return `infra/${room}`;
    return /^(index|cli|bin|health-check)\./.test(room) ? undefined : 'infra';
  }
  return room === 'bridge' ? `${folder}/bridge` : folder;
}

/** Each cycle once, as `a -> b -> a`. */
function cycles(): string[] {
  const seenBy = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [here, there] = [roomOf(from), roomOf(to)];
    if (here === undefined || there === undefined || here === there) continue;
    seenBy.set(here, (seenBy.get(here) ?? new Set()).add(there));
  }
  const found = new Map<string, string>();
  for (const start of seenBy.keys()) {
    const ways = [[start]];
    const visited = new Set<string>();
    for (const way of ways) {
      for (const next of seenBy.get(way.at(-1)!) ?? []) {
        if (next === start) found.set([...way].sort().join(' '), [...way, start].join(' -> '));
        else if (!visited.has(next)) ways.push([...way, next]);
        visited.add(next);
      }
    }
  }
  return [...found.values()];
}
