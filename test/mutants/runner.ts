/**
 * A process that runs test files on one mutant after the other, as it is asked to by messages. It is ended from outside
 * where a mutant never comes back.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { freshUrl, makeModulesFresh, renew } from './fresh-modules.ts';
import { collect, type Tests } from './jest-globals.ts';

export interface Question {
  /** Absolute, as all paths are. */
  readonly file: string;
  readonly text: string;
  readonly tests: readonly TestFile[];
}

export interface TestFile {
  readonly path: string;
  /** What has to be loaded anew for it. */
  readonly renewed: readonly string[];
  /** How long one of its tests may take, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Answer {
  /** The first test that failed, and why; undefined if all passed. */
  readonly failed?: { readonly test: string; readonly message: string };
  /** How long the longest test of each file took that passed, in milliseconds. */
  readonly longestMs: Readonly<Record<string, number>>;
}

/** Sent before each test, so that a test which keeps the whole process from answering is told from many that do not. */
export interface Begun {
  readonly timeoutMs: number;
}

process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
// Whoever asks is gone: nobody else ends this process.
process.on('disconnect', () => process.exit());
makeModulesFresh();

process.on('message', (question: Question) => {
  void answerTo(question).then((answer) => process.send!(answer));
});

async function answerTo({ file, text, tests }: Question): Promise<Answer> {
  const longestMs: Record<string, number> = {};
  for (const { path, renewed, timeoutMs } of tests) {
    try {
      process.send!({ timeoutMs } satisfies Begun);
      renew(file, text, renewed);
      const collected = await collect(() => import(freshUrl(path)));
      longestMs[path] = await run(collected, timeoutMs);
    } catch (error) {
      return { failed: { test: path, message: String(error).split('\n')[0] ?? '' }, longestMs };
    }
  }
  return { longestMs };
}

async function run({ tests, hooks }: Tests, timeoutMs: number): Promise<number> {
  const inTime = async (body: () => unknown) => {
    const ended = new AbortController();
    const late = delay(timeoutMs, undefined, { signal: ended.signal }).then(() => {
      throw new Error('not in time');
    });
    late.catch(() => undefined);
    try {
      await Promise.race([(async () => body())(), late]);
    } finally {
      ended.abort();
    }
  };
  let longest = 0;
  try {
    for (const hook of hooks.beforeAll) await inTime(hook);
    for (const { body } of tests) {
      process.send!({ timeoutMs } satisfies Begun);
      const started = performance.now();
      for (const hook of hooks.beforeEach) await inTime(hook);
      await inTime(body);
      for (const hook of hooks.afterEach) await inTime(hook);
      longest = Math.max(longest, performance.now() - started);
    }
  } finally {
    for (const hook of hooks.afterAll) await inTime(hook);
  }
  return longest;
}
