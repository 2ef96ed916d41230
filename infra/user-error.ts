import { inspect } from 'node:util';
import { withoutSecrets } from './output/secrets.ts';

/** An error that the user can correct. The message is one sentence with the remedy; no stack is shown. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Exit code of the process. Default 1; 2 for wrong usage or settings. */
  readonly exitCode: number;
  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** What an error says, whatever it is, without secrets. */
export const reasonOf = (error: unknown): string =>
  withoutSecrets(error instanceof Error ? error.message : String(error)).trim();

/** The messages of an error and its cause: an SDK error often says less than the error that it wraps. */
export function fullReasonOf(error: unknown): string {
  const reason = reasonOf(error);
  const cause = error instanceof Error && error.cause instanceof Error ? reasonOf(error.cause) : '';
  return cause === '' || reason.includes(cause) ? reason : `${reason}: ${cause}`;
}

/** The error with its stack and its causes, for a bug report. */
export const stackOf = (error: unknown): string => inspect(error, { depth: 3 });

/** Throws one `UserError` with all problems, if there are any. */
export function stopForProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new UserError(problems.join('\n  '));
}
