import { printable, printableJson, printableLines } from './printable.ts';
import { withoutSecrets } from './secrets.ts';

/**
 * The only way from a command to the terminal. What is printed may come from a record, a server or a file, and must not
 * move the cursor, pass for a line of its own, or show a password.
 */

/** Writes a result to stdout, as one line. */
export const print = (line: string): void => void process.stdout.write(`${printable(line)}\n`);

/** Writes a result to stdout as JSON: on one line, unless it is indented. */
export const printJson = (value: unknown, indent?: number): void =>
  void process.stdout.write(`${printableJson(value, indent)}\n`);

/** Writes a message for people to stderr; its own line breaks stay. */
export const say = (message: string): void =>
  void process.stderr.write(`${printableLines(withoutSecrets(message))}\n`);
