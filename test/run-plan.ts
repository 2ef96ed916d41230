import type { FileSet } from './file-sets.mjs';

/** One process of Jest. */
export interface Part {
  /** What its progress and its failures are called by. */
  readonly name: string;
  /** Arguments for Jest. */
  readonly args: readonly string[];
}

export interface Plan {
  readonly files: FileSet;
  /** Groups one after the other; the parts of a group run side by side, as many as the machine has room for. */
  readonly groups: readonly (readonly Part[])[];
}

/** Servers under load need minutes at times. Jest heeds a timeout only on its command line. */
const TIMEOUT = '--testTimeout=300000';

/** What each project adds for Jest; the test files of a project that share servers run one by one. */
const PROJECTS: Readonly<Record<string, readonly string[]>> = {
  unit: [],
  integration: ['--runInBand'],
  laws: ['--runInBand'],
  cluster: ['--runInBand'],
  containers: ['--runInBand'],
};

/** Not a project of Jest's: files of two of them, on servers that are up. */
const ON_POSTGRESQL: Part = {
  name: 'postgresql',
  args: ['--selectProjects', 'integration', 'laws', TIMEOUT, '--runInBand'],
};

/**
 * What to run for the arguments of `test/run.ts`. Without a project and without arguments for Jest, slow files are left
 * out, unless `--all` asks for them, or `--rest` for them alone.
 */
export function planOf(argv: readonly string[]): Plan {
  const args = argv.filter((arg) => arg !== '--all' && arg !== '--rest');
  const [first = '', ...others] = args;
  if (first === ON_POSTGRESQL.name)
    return { files: 'all', groups: [[{ ...ON_POSTGRESQL, args: [...ON_POSTGRESQL.args, ...others] }]] };
  const named = Object.hasOwn(PROJECTS, first);
  const jestArgs = named ? others : args;
  const whole = !named && jestArgs.length === 0;
  const files = argv.includes('--rest') ? 'slow' : argv.includes('--all') || !whole ? 'all' : 'quick';

  const part = (project: string, name = project, ...more: string[]): Part => ({
    name,
    args: ['--selectProjects', project, TIMEOUT, ...(PROJECTS[project] ?? []), ...more, ...jestArgs],
  });
  if (named) return { files, groups: [[part(first)]] };
  if (!whole) return { files, groups: Object.keys(PROJECTS).map((project) => [part(project)]) };
  return {
    files,
    groups: [
      // The longest first. Each brings up servers of its own, so that none disturbs another.
      [
        part('unit'),
        ...[1, 2, 3].map((nth) => part('integration', `integration ${nth}`, `--shard=${nth}/3`)),
        part('laws'),
      ],
      // They take the usual ports.
      ...(files === 'quick' ? [] : [[part('containers')]]),
    ],
  };
}
