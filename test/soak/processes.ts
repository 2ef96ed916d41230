import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';

/** A process of the soak. */
export interface Member {
  readonly child: ChildProcess;
  end(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a bridge or the worker, its log in the given file; resolves once it says that it is ready.
 *
 * @param tree the folder of its sources. Default: these
 */
export async function startMember(
  program: 'bridge' | 'worker',
  logFile: string,
  tree?: string,
): Promise<Member> {
  const child = forkMember(program, logFile, tree);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the ${program} ended with ${code} before it was ready, see ${logFile}`);
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return memberOf(child);
}

/** The same without waiting, for a member that may have to wait for the group itself. */
export const launchMember = (program: 'bridge' | 'worker', logFile: string): Member =>
  memberOf(forkMember(program, logFile));

function forkMember(
  program: string,
  logFile: string,
  tree = join(import.meta.dirname, '..', '..'),
): ChildProcess {
  const log = openSync(logFile, 'a');
  return fork(join(tree, 'test', 'soak', 'member.ts'), [program], {
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: ['--expose-gc'],
    env: process.env,
  });
}

function memberOf(child: ChildProcess): Member {
  return {
    child,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}

/** What a bridge holds in memory once its garbage is collected, in bytes. */
export async function memoryOf({ child }: Member): Promise<number> {
  const answer = once(child, 'message');
  child.send('memory');
  const [bytes] = (await answer) as [number];
  return bytes;
}
