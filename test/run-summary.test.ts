import { describe, expect, it } from '@jest/globals';
import { leftOut } from './left-out.ts';
import { inWords, summarize, type Run } from './run-summary.ts';

type File = NonNullable<Run['results']>['testResults'][number];

const file = (status: string, tests: Record<string, string>, name = '/r/test/a.test.ts'): File => ({
  name,
  status,
  assertionResults: Object.entries(tests).map(([fullName, outcome]) => ({ fullName, status: outcome })),
});

const run = (exitCode: number, ...testResults: File[]): Run => ({
  project: 'unit',
  exitCode,
  results: { testResults },
});

const summaryOf = (...runs: Run[]) => summarize(runs, (path) => path.replace('/r/', ''));
const lastLine = (...runs: Run[]) =>
  inWords(summaryOf(...runs))
    .trimEnd()
    .split('\n')
    .at(-1);

describe('a run is good', () => {
  it('when all that ran passed, in all projects together', () => {
    const runs = [
      run(0, file('passed', { 'a b': 'passed', 'a c': 'passed' })),
      run(0, file('passed', { d: 'passed' })),
    ];
    expect(summaryOf(...runs).ok).toBe(true);
    expect(lastLine(...runs)).toBe('3 passed, 0 failed');
  });

  it('when one project has nothing to do', () => {
    expect(summaryOf(run(0), run(0, file('passed', { a: 'passed' }))).ok).toBe(true);
  });

  it('when tests are left out for a reason, which it names', () => {
    const runs = run(0, file('passed', { a: 'passed', [leftOut('b (c)', 'no Docker (here)')]: 'pending' }));
    expect(summaryOf(runs).ok).toBe(true);
    expect(inWords(summaryOf(runs))).toBe(
      'skipped  test/a.test.ts: b (c): no Docker (here)\n1 passed, 0 failed, 1 skipped\n',
    );
  });

  it('when a filter passes tests over, which are not counted as skipped', () => {
    const runs = run(0, file('passed', { a: 'passed', b: 'pending' }), file('pending', { c: 'pending' }));
    expect(summaryOf(runs).ok).toBe(true);
    expect(inWords(summaryOf(runs))).toBe('2 not selected\n1 passed, 0 failed\n');
  });
});

describe('a run is bad', () => {
  it('when a test failed, which it names', () => {
    const runs = run(1, file('failed', { a: 'passed', 'b c': 'failed' }));
    expect(summaryOf(runs).ok).toBe(false);
    expect(inWords(summaryOf(runs))).toBe('failed   test/a.test.ts: b c\n1 passed, 1 failed\n');
  });

  it('when a file could not be run', () => {
    expect(lastLine(run(1, file('failed', {}), file('passed', { a: 'passed' })))).toBe('1 passed, 1 failed');
  });

  it('when all tests of a file passed, but not its clean-up', () => {
    const runs = run(1, file('failed', { a: 'passed' }));
    expect(inWords(summaryOf(runs))).toBe('failed   test/a.test.ts: the file itself\n1 passed, 1 failed\n');
  });

  it('when Jest broke down before it wrote results', () => {
    const broken = { project: 'integration', exitCode: 1, results: undefined };
    expect(lastLine(run(0, file('passed', { a: 'passed' })), broken)).toBe('1 passed, 1 failed');
  });

  it('when Jest says so, though no test failed', () => {
    expect(lastLine(run(1, file('passed', { a: 'passed' })))).toBe('1 passed, 1 failed');
  });

  it('when nothing ran', () => {
    expect(summaryOf(run(0)).ok).toBe(false);
    expect(inWords(summaryOf(run(0)))).toBe('nothing ran\n0 passed, 0 failed\n');
    expect(summaryOf(run(0, file('pending', { a: 'pending' }))).ok).toBe(false);
  });
});
