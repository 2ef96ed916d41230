import { createInterface } from 'node:readline/promises';
import { printable } from '../../output/printable.ts';

/** Whether there is a person who can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/**
 * Asks on the terminal. Anything but yes is no, and so is the end of the input. Ctrl-C is SIGINT, as without a question.
 *
 * @param interrupted ends the question, with no for an answer
 */
export async function ask(question: string, interrupted?: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answered = Promise.withResolvers<string>();
  const no = () => answered.resolve('');
  interrupted?.addEventListener('abort', no, { once: true });
  terminal.once('close', no);
  // The terminal stays open until the signal has come: nothing else may keep the process for so long.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  // Its promise stays open if the input ends.
  terminal.question(`${printable(question)} [y/N] `).then(answered.resolve, () => undefined);
  const answer = await answered.promise;
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
