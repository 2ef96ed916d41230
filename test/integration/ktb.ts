import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Ktb {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits for a text on stderr, which is where logs go. Fails at once where the process has ended without it. */
  says(text: string): Promise<void>;
  /** The same for a text on stdout. */
  prints(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<Ended>;
}

interface KtbOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** The program. Default: that of this checkout. */
  readonly cli?: string;
}

/** Starts `ktb` as its users do, in the Node of this test. */
export function startKtb(
  args: readonly string[],
  { env = {}, input = '', cli = join(ROOT, 'infra', 'cli.ts') }: KtbOptions = {},
): Ktb {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => {
      over = true;
      resolve({ code, signal, stdout, stderr });
    }),
  );
  const until = async (text: string, output: () => string) => {
    await eventually(() => output().includes(text) || over);
    if (!output().includes(text)) throw new Error(`ktb ${args.join(' ')} ended without "${text}": ${stderr}`);
  };
  return {
    child,
    ended,
    says: (text) => until(text, () => stderr),
    prints: (text) => until(text, () => stdout),
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs `ktb` to its end. */
export const ktb = (args: readonly string[], options?: KtbOptions): Promise<Ended> =>
  startKtb(args, options).ended;

/** Writes records as an upstream team does by hand. */
export const produce = (topic: string, type: string, values: readonly object[]): Promise<Ended> =>
  ktb(['produce', topic, type, '--json', '-'], {
    input: values.map((value) => `${JSON.stringify(value)}\n`).join(''),
  });

/** What a command printed with `--json`: an object on each line. */
export const objects = ({ stdout }: Pick<Ended, 'stdout'>): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
