import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mutated, type Mutant } from './mutant.ts';
import { relatedTests } from './related-tests.ts';
import type { Answer, Question } from './runner.ts';

export interface Verdict {
  readonly mutant: Mutant;
  /** Why it was noticed: the message of a test, or that the tests never ended. Undefined if it survived. */
  readonly noticed: string | undefined;
}

/** Modules are never unloaded, so a process that has run this many mutants is replaced. */
const MUTANTS_PER_PROCESS = 60;

/** Without a mutant, a test may take so many times less, and less than so many milliseconds. */
const PATIENCE = 10;
const LEAST_MS = 3_000;

/** Judges mutants on the unit tests that load their file. One at a time: several judges work side by side. */
export class Judge {
  readonly #root: string;
  readonly #related: (file: string) => string[];
  readonly #longest: ReadonlyMap<string, number>;
  #child: ChildProcess | undefined;
  #asked = 0;

  constructor(root: string, longest: ReadonlyMap<string, number> = new Map()) {
    this.#root = root;
    this.#related = relatedTests(root);
    this.#longest = longest;
  }

  /** How long the longest test of a file takes, in milliseconds, on the code as it is; throws if one fails. */
  async measure(test: string): Promise<number> {
    const answer = await this.#ask({ root: this.#root, tests: [test], timeoutMs: 60_000 });
    const { failed } = answer ?? { failed: { message: 'not in time' } };
    if (!answer || failed) throw new Error(`${test} fails without a mutant: ${failed?.message}`);
    return answer.longestMs;
  }

  async judge(mutant: Mutant): Promise<Verdict> {
    const file = join(this.#root, mutant.file);
    const tests = this.#related(mutant.file);
    const longest = Math.max(0, ...tests.map((test) => this.#longest.get(test) ?? 0));
    const timeoutMs = Math.max(LEAST_MS, PATIENCE * longest);
    const text = mutated(readFileSync(file, 'utf8'), mutant);
    if (tests.length === 0) return { mutant, noticed: undefined };
    const answer = await this.#ask({ root: this.#root, file, text, tests, timeoutMs });
    return { mutant, noticed: answer ? answer.failed?.message : 'the tests never end' };
  }

  /** Undefined if there is no answer in time: a loop without an end keeps the whole process from answering. */
  async #ask(question: Question): Promise<Answer | undefined> {
    this.#asked += 1;
    if (this.#asked % MUTANTS_PER_PROCESS === 0) this.close();
    const child = (this.#child ??= fork(join(import.meta.dirname, 'runner.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    }));
    const answered = new AbortController();
    try {
      const answer = new Promise<Answer | undefined>((resolve) => {
        child.once('message', (message) => resolve(message as Answer));
        child.once('exit', () => resolve(undefined));
      });
      child.send(question);
      const late = delay(question.timeoutMs + PATIENCE * 1_000, undefined, { signal: answered.signal });
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
