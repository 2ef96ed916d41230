import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutated, type Mutant } from './mutant.ts';
import type { Imports } from './related-tests.ts';
import type { Answer, Begun, Question } from './runner.ts';

export interface Verdict {
  readonly mutant: Mutant;
  /** Why it was noticed: the message of a test, or that the tests never end. Undefined if it survived. */
  readonly noticed: string | undefined;
}

/** How the tests of a file do on the file as it is. */
export interface Control {
  /** How long the longest test of each file takes, in milliseconds. */
  readonly longestMs: Readonly<Record<string, number>>;
  /** Those that fail in a process in which others were run, or they themselves, and so say nothing of a mutant. */
  readonly leftOut: readonly string[];
}

/** Modules are never unloaded, so a process that has run this many mutants is replaced. */
const MUTANTS_PER_PROCESS = 60;

/** On a mutant, a test may take so many times longer, and never less than so many milliseconds. */
const PATIENCE = 10;
const LEAST_MS = 3_000;

/** How long a process may take to say that a test was not in time, in milliseconds. */
const GRACE_MS = 5_000;

/** Tests that are quicker than so many milliseconds keep their order, and slower ones come behind them. */
const QUICK_MS = 50;
const slowness = (ms: number): number => (ms < QUICK_MS ? 0 : ms);

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

  /** Runs the tests of a file on the file as it is, twice; throws if one fails that is run alone. */
  async control(name: string): Promise<Control> {
    const file = join(this.#root, name);
    const text = readFileSync(file, 'utf8');
    let tests = this.#imports.testsOf(file);
    const leftOut: string[] = [];
    let longestMs: Control['longestMs'] = {};
    this.close();
    for (let clean = 0; clean < 2 && tests.length > 0; clean += 1) {
      const answer = await this.#ask(
        file,
        text,
        tests.map((path) => [path, 60_000]),
      );
      if (!answer) throw new Error(`the tests of ${name} never end without a mutant`);
      const { failed } = answer;
      longestMs = answer.longestMs;
      if (!failed) continue;
      this.close();
      const alone = await this.#ask(file, text, [[failed.test, 60_000]]);
      if (!alone || alone.failed)
        throw new Error(
          `${failed.test} fails without a mutant: ${alone?.failed?.message ?? 'it never ends'}`,
        );
      this.close();
      leftOut.push(failed.test);
      tests = tests.filter((test) => test !== failed.test);
      clean = -1;
    }
    return { longestMs, leftOut };
  }

  async judge(mutant: Mutant, { longestMs }: Control): Promise<Verdict> {
    const tests = Object.entries(longestMs).toSorted(([, one], [, other]) => slowness(one) - slowness(other));
    if (tests.length === 0) return { mutant, noticed: undefined };
    const file = join(this.#root, mutant.file);
    const text = mutated(readFileSync(file, 'utf8'), mutant);
    const limits = tests.map(([path, ms]) => [path, Math.max(LEAST_MS, PATIENCE * ms)] as const);
    const answer = await this.#ask(file, text, limits);
    return { mutant, noticed: answer ? answer.failed?.message : 'the tests never end' };
  }

  /** Undefined if there is no answer in time: a loop without an end keeps the whole process from answering. */
  #ask(
    file: string,
    text: string,
    limits: readonly (readonly [path: string, timeoutMs: number])[],
  ): Promise<Answer | undefined> {
    this.#asked += 1;
    if (this.#asked % MUTANTS_PER_PROCESS === 0) this.close();
    const child = (this.#child ??= fork(join(import.meta.dirname, 'runner.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    }));
    const tests = limits.map(([path, timeoutMs]) => {
      return { path, timeoutMs, renewed: this.#imports.renewedFor(file, path) };
    });
    return new Promise((resolve) => {
      let late: NodeJS.Timeout | undefined;
      const end = (answer?: Answer) => {
        clearTimeout(late);
        child.removeAllListeners();
        if (!answer) this.close();
        resolve(answer);
      };
      child.on('exit', () => end());
      child.on('message', (message: Answer | Begun) => {
        clearTimeout(late);
        if ('timeoutMs' in message) late = setTimeout(end, message.timeoutMs + GRACE_MS);
        else end(message);
      });
      child.send({ file, text, tests } satisfies Question);
    });
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
