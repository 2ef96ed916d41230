import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cached } from '../../../infra/stack/cache.mjs';
import { run, ToolError } from '../../../infra/stack/tools.mjs';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const CLIENT = join(import.meta.dirname, 'client.py');
const OLDEST = 'Python 3.9 or later';
const INSTALL_WITHIN_MS = 180_000;

/** A Python that has what `requirements.txt` names, made once and cached; or why there is none, in one line. */
export async function pythonWithPackages(): Promise<{ python: string } | { missing: string }> {
  try {
    return { python: await cachedVenv(await identityOfPython()) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { missing: error.message.replaceAll(/\s+/g, ' ') };
  }
}

/** Compiled packages, and a venv as a whole, are made for one Python. */
function identityOfPython(): Promise<string> {
  const code = 'import sys; assert sys.version_info >= (3, 9); print(sys.base_prefix, sys.version)';
  return run('python3', ['-c', code], {
    missing: `${OLDEST} is missing`,
    failed: `python3 is not ${OLDEST}`,
    lines: 1,
  });
}

async function cachedVenv(identity: string): Promise<string> {
  const hash = createHash('sha256').update(identity).update(readFileSync(REQUIREMENTS));
  const folder = await cached(`python-client-${hash.digest('hex').slice(0, 12)}`, makeVenv);
  return pythonOf(folder);
}

async function makeVenv(folder: string): Promise<void> {
  await run('python3', ['-m', 'venv', folder], {
    missing: `${OLDEST} is missing`,
    failed: 'python3 -m venv failed, which on Debian needs the package python3-venv',
    lines: 1,
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new ToolError('pip took too long')), INSTALL_WITHIN_MS);
  try {
    await run(pythonOf(folder), ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS], {
      missing: 'the new venv has no python',
      failed: 'pip could not fetch confluent-kafka and fastavro',
      lines: 1,
      signal: late.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Works wherever the folder is moved to, unlike the scripts beside it. */
const pythonOf = (folder: string) => join(folder, 'bin', 'python');

export interface Client {
  /** Has the client do one of its steps, and gives what it answers. Throws with what it complained about. */
  ask(step: 'place' | 'approve' | 'finish'): Promise<unknown>;
  /** Ends it, if it has not ended yet. */
  stop(): void;
}

/** Starts `client.py`, with nothing of this project in its environment or its folder. */
export function startClient(
  python: string,
  ...args: [brokers: string, registry: string, orderId: string]
): Client {
  const client = spawn(python, [CLIENT, ...args], { cwd: '/', env: {}, stdio: 'pipe' });
  let complaints = '';
  client.stderr.on('data', (chunk) => (complaints += chunk));
  // It may have ended; then the missing answer says so.
  client.stdin.on('error', () => undefined);
  const answers = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  return {
    async ask(step) {
      client.stdin.write(`${step}\n`);
      const { done, value } = await answers.next();
      if (done) throw new Error(`the client ended without an answer to ${step}: ${complaints}`);
      return JSON.parse(value) as unknown;
    },
    stop: () => void client.kill(),
  };
}
