import { createRequire } from 'node:module';
import { UserError } from '../user-error.ts';

const { resolve } = createRequire(import.meta.url);

/**
 * Checks that an optional package is installed, which only one part of the bridge needs.
 *
 * @param part as in a sentence: `the simulator`
 * @throws UserError that names the package and the command that installs it
 */
export function requirePackage(name: 'nodemailer' | 'smtp-server', part: string): void {
  try {
    resolve(name);
  } catch (cause) {
    throw new UserError(
      `${part} needs the package ${name}, which is not installed: run \`npm install ${name}\``,
      1,
      { cause },
    );
  }
}
