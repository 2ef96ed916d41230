import { createInterface } from 'node:readline/promises';
import { printable } from '../../output/printable.ts';

/** Whether there is a person who can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Asks on the terminal. Anything but yes is no, and so is the end of the input. Ctrl-C is SIGINT, as without a question. */
export async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  terminal.once('SIGINT', () => {
    terminal.close();
    process.kill(process.pid, 'SIGINT');
  });
  // Its promise stays open if the input ends.
  const answered = terminal.question(`${printable(question)} [y/N] `).catch(() => '');
  const answer = await Promise.race([answered, closed]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
