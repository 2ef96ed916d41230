import { reasonIn, withoutReason } from './left-out.ts';

/** What is read of the file that `jest --json` writes. */
export interface JestResults {
  readonly testResults: readonly {
    /** The test file's path. */
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** One run of Jest. Without results it broke down before it could write any. */
export interface Run {
  readonly project: string;
  readonly exitCode: number;
  readonly results: JestResults | undefined;
}

export interface Summary {
  readonly passed: number;
  /** Each failed test; a file or a run that broke down counts as one. */
  readonly failures: readonly { readonly where: string; readonly name: string }[];
  readonly skipped: readonly { readonly where: string; readonly name: string; readonly reason: string }[];
  /** Tests that a filter (`-t`) passed over. */
  readonly unselected: number;
  /** True where all that ran passed, and something did. */
  readonly ok: boolean;
}

/** What the summary adds about the run as a whole. */
interface About {
  /** Slow test files that did not run. Default: 0. */
  readonly leftOut?: number;
  /** Of the random input: a failure may depend on it. */
  readonly seed?: string;
}

/** @param nameOf turns the path of a test file into what a reader should see. */
export function summarize(runs: readonly Run[], nameOf: (path: string) => string): Summary {
  let passed = 0;
  let unselected = 0;
  const failures: Summary['failures'][number][] = [];
  const skipped: Summary['skipped'][number][] = [];

  for (const { project, exitCode, results } of runs) {
    const failuresBefore = failures.length;
    for (const file of results?.testResults ?? []) {
      const where = nameOf(file.name);
      const failed = file.assertionResults.filter(({ status }) => status === 'failed');
      failures.push(...failed.map(({ fullName }) => ({ where, name: fullName })));
      if (file.status === 'failed' && failed.length === 0) failures.push({ where, name: 'the file itself' });

      for (const { status, fullName } of file.assertionResults) {
        const reason = reasonIn(fullName);
        if (status === 'passed') passed += 1;
        else if (status === 'todo') skipped.push({ where, name: fullName, reason: 'still to be written' });
        else if (status !== 'failed' && reason === undefined) unselected += 1;
        else if (status !== 'failed')
          skipped.push({ where, name: withoutReason(fullName), reason: reason ?? '' });
      }
    }
    const saidWhy = failures.length > failuresBefore;
    if ((exitCode !== 0 || !results) && !saidWhy) failures.push({ where: project, name: 'the run itself' });
  }
  return { passed, failures, skipped, unselected, ok: failures.length === 0 && passed > 0 };
}

/** Lines to read, the last of them for machines too: `N passed, N failed`, and `, N skipped` if any are. */
export function inWords({
  passed,
  failures,
  skipped,
  unselected,
  leftOut = 0,
  seed,
}: Summary & About): string {
  const total = `${passed} passed, ${failures.length} failed`;
  return [
    ...failures.map(({ where, name }) => `failed   ${where}: ${name}`),
    ...skipped.map(({ where, name, reason }) => `skipped  ${where}: ${name}: ${reason}`),
    ...(failures.length > 0 && seed !== undefined ? [`seed     KTB_TEST_SEED=${seed}`] : []),
    ...(leftOut > 0 ? [leftOutInWords(leftOut)] : []),
    ...(unselected > 0 ? [`${unselected} not selected`] : []),
    ...(passed + failures.length === 0 ? ['nothing ran'] : []),
    skipped.length > 0 ? `${total}, ${skipped.length} skipped` : total,
    '',
  ].join('\n');
}

const leftOutInWords = (files: number): string =>
  `left out ${files} slow ${files === 1 ? 'file' : 'files'}; npm run test:all -- --rest runs ${files === 1 ? 'it' : 'them'}`;
