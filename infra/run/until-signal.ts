import { isUnderNohup, whenLeftAlone } from './when-left-alone.ts';

/** What a shell expects as the exit code of a process that the signal ended. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Resolves with the first SIGINT, SIGTERM or SIGHUP (not under `nohup`), or with a sentence if npm or npx started this
 * process and has ended. The second signal ends the process at once, with the code that a shell expects.
 */
export function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[]) {
      process.on(signal, () => {
        // Under `nohup`, SIGHUP must be ignored, but a handler in Node overrides that.
        if (signal === 'SIGHUP' && isUnderNohup()) return;
        if (asked) process.exit(EXIT_CODES[signal]);
        asked = true;
        resolve(signal);
      });
    }
    whenLeftAlone(() => {
      asked = true;
      resolve('npm, which started this process, has ended');
    });
  });
}
