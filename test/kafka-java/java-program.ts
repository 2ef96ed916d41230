import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { QUICK_JAVA } from '../../infra/stack/kafka.ts';

/** The last line of an answer. */
const DONE = 'done';

/** A Java program of one source file that answers questions of lines with lines. It ends when this process does. */
export class JavaProgram {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  #complaint = '';
  #hasEnded = false;

  /**
   * @param jars folder with Kafka's jars
   * @param file in this folder
   */
  constructor(jars: string, file: string, ...args: readonly string[]) {
    const options = [...QUICK_JAVA, '-Dlog4j2.level=OFF', '-cp', join(jars, '*')];
    this.#child = spawn('java', [...options, join(import.meta.dirname, file), ...args]);
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#lines.on('close', () => (this.#hasEnded = true));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#complaint += text));
    // A question that it does not take shows as its end, below.
    for (const emitter of [this.#child, this.#child.stdin])
      emitter.on('error', (error: Error) => (this.#complaint += `${error.message}\n`));
  }

  /** One question at a time. Rejects if the program ends without an answer. */
  ask(question: readonly string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const answer: string[] = [];
      const failed = () =>
        reject(new Error(`a Java program (it needs a JDK, 17 or later) ended:\n${this.#complaint}`));
      if (this.#hasEnded) return failed();
      const take = (line: string) => {
        if (line !== DONE) return void answer.push(line);
        this.#lines.off('line', take).off('close', failed);
        resolve(answer);
      };
      this.#lines.on('line', take).on('close', failed);
      this.#child.stdin.write(`${[...question, 'go'].join('\n')}\n`);
    });
  }

  end(): void {
    this.#child.stdin.end();
  }
}
