import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mutated, type Mutant } from './mutant.ts';
import type { Imports } from './related-tests.ts';
import type { Answer, Question } from './runner.ts';

export interface Verdict {
  readonly mutant: Mutant;
  /** Why it was noticed: the message of a test, or that the tests never end. Undefined if it survived. */
  readonly noticed: string | undefined;
}

/** How the tests of a file do on the file as it is. */
export interface Control {
  readonly tests: readonly string[];
  /** How long the longest of them takes, in milliseconds. */
  readonly longestMs: number;
  /** Those that fail if they are run a second time in one process, and so say nothing of a mutant. */
  readonly leftOut: readonly string[];
}

/** Modules are never unloaded, so a process that has run this many mutants is replaced. */
const MUTANTS_PER_PROCESS = 60;

/** On a mutant, a test may take so many times longer, and never less than so many milliseconds. */
const PATIENCE = 10;
const LEAST_MS = 3_000;

/** Judges mutants on the unit tests that load their file. One at a time: several judges work side by side. */
export class Judge {
  readonly #root: string;
  readonly #imports: Imports;
  #child: ChildProcess | undefined;
  #asked = 0;

  constructor(root: string, imports: Imports) {
    this.#root = root;
    this.#imports = imports;
  }

  /** Runs the tests of a file on the file as it is, twice; throws if one fails the first time. */
  async control(name: string): Promise<Control> {
    const file = join(this.#root, name);
    const text = readFileSync(file, 'utf8');
    let tests = this.#imports.testsOf(file);
    const leftOut: string[] = [];
    let longestMs = 0;
    this.close();
    for (let clean = 0; clean < 2 && tests.length > 0; clean += 1) {
      const answer = await this.#ask(file, text, tests, 60_000);
      const { failed } = answer ?? { failed: { test: name, message: 'the tests never end' } };
      longestMs = Math.max(longestMs, answer?.longestMs ?? 0);
      if (!failed) continue;
      if (clean === 0 && leftOut.length === 0)
        throw new Error(`${failed.test} fails without a mutant: ${failed.message}`);
      leftOut.push(failed.test);
      tests = tests.filter((test) => test !== failed.test);
      clean = -1;
    }
    return { tests, longestMs, leftOut };
  }

  async judge(mutant: Mutant, { tests, longestMs }: Control): Promise<Verdict> {
    if (tests.length === 0) return { mutant, noticed: undefined };
    const file = join(this.#root, mutant.file);
    const text = mutated(readFileSync(file, 'utf8'), mutant);
    const answer = await this.#ask(file, text, tests, Math.max(LEAST_MS, PATIENCE * longestMs));
    return { mutant, noticed: answer ? answer.failed?.message : 'the tests never end' };
  }

  /** Undefined if there is no answer in time: a loop without an end keeps the whole process from answering. */
  async #ask(
    file: string,
    text: string,
    paths: readonly string[],
    timeoutMs: number,
  ): Promise<Answer | undefined> {
    this.#asked += 1;
    if (this.#asked % MUTANTS_PER_PROCESS === 0) this.close();
    const child = (this.#child ??= fork(join(import.meta.dirname, 'runner.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    }));
    const tests = paths.map((path) => ({ path, loaders: this.#imports.loadersOf(file, path) }));
    const answered = new AbortController();
    try {
      const answer = new Promise<Answer | undefined>((resolve) => {
        child.once('message', (message) => resolve(message as Answer));
        child.once('exit', () => resolve(undefined));
      });
      child.send({ file, text, tests, timeoutMs } satisfies Question);
      const late = delay(timeoutMs + PATIENCE * 1_000, undefined, { signal: answered.signal });
      const first = await Promise.race([answer, late.catch(() => undefined)]);
      if (!first) this.close();
      return first;
    } finally {
      answered.abort();
      child.removeAllListeners('message');
      child.removeAllListeners('exit');
    }
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
