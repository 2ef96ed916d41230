import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';

const CLI = join(import.meta.dirname, '..', '..', 'infra', 'cli.ts');

/** Why there is no terminal for a test; undefined if there is. */
export const noTerminal = (): string | undefined =>
  spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0
    ? undefined
    : "util-linux's `script` is missing";

/** Types `answer` at a question of `ktb` that a person sees on a terminal; gives the exit code and what it showed. */
export async function answerOnTerminal(
  args: readonly string[],
  { answer, env = {} }: { readonly answer: string; readonly env?: NodeJS.ProcessEnv },
): Promise<{ code: number | null; shown: string }> {
  const command = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...process.env, ...env } });
  let shown = '';
  child.stdout.on('data', (chunk) => (shown += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await eventually(() => shown.includes('[y/N]') || child.exitCode !== null);
  child.stdin.write(answer);
  const code = await ended;
  return { code, shown };
}
