import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../eventually.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const INFRA = join(import.meta.dirname, '..', '..', '..', 'infra');
/** Instead of npm: notes that it was called, and installs a "Node" that tells what it was started with. */
const NPM = `#!/bin/sh
echo "$@" >> npm-calls
mkdir -p node_modules/node/bin
echo '{"version":"0.0.0"}' > node_modules/node/package.json
printf '#!/bin/sh\\nexec "$REAL_NODE" "$@"\\n' > node_modules/node/bin/node
chmod +x node_modules/node/bin/node
`;

let root: string;
let bin: string;

beforeEach(() => {
  [root, bin] = [temporaryFolder(), temporaryFolder()];
  cpSync(INFRA, join(root, 'infra'), { recursive: true, filter: (from) => !from.endsWith('.ts') });
  writeFileSync(join(root, 'package-lock.json'), '{}');
  program('npm', NPM);
});

const program = (name: string, script: string) => writeFileSync(join(bin, name), script, { mode: 0o755 });

const npmCalls = () => readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n').length;

/** Enters a script as `npm run` does on a machine without the pinned Node. */
function start(script: string, args: readonly string[] = [], path = `${bin}:/usr/bin:/bin`) {
  mkdirSync(join(root, 'test'), { recursive: true });
  writeFileSync(join(root, 'script.mjs'), script);
  writeFileSync(join(root, 'test', 'run.ts'), script);
  const child = spawn(process.execPath, [join(root, 'infra', 'checkout', 'enter.mjs'), ...args], {
    cwd: root,
    env: { PATH: path, REAL_NODE: process.execPath, KTB_CACHE_DIR: temporaryFolder() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  const ended = Promise.all([
    new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    ),
    text(child.stderr),
  ]).then(([end, stderr]) => ({ ...end, stderr, stdout }));
  return { child, ended, says: (what: string) => eventually(() => stdout.includes(what)) };
}

const enter = (script: string, ...args: string[]) => start(script, ['script.mjs', ...args]).ended;

describe('a command', () => {
  it('gets its arguments, and its exit code is passed on', async () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;';
    const ended = await enter(script, 'a b', '--json');
    expect(ended).toMatchObject({ code: 3, stdout: '["a b","--json"]\n' });
  });

  it('has the packages installed first, once for each state of the lock file', async () => {
    await enter('');
    await enter('');
    expect(npmCalls()).toBe(1);
    writeFileSync(join(root, 'package-lock.json'), '{"changed":true}');
    await enter('');
    expect(npmCalls()).toBe(2);
  });

  it('has them installed once if two start at the same time', async () => {
    expect(await Promise.all([enter(''), enter('')])).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(npmCalls()).toBe(1);
  });

  it('says on stderr what is installed, and nothing on stdout', async () => {
    const ended = await enter('');
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/… install npm packages\n.*✓ install npm packages, \d+ s/);
  });

  it('hears a SIGTERM, and ends in its own time', async () => {
    const script =
      "process.on('SIGTERM', () => setImmediate(() => process.exit(7))); setInterval(() => {}, 60_000); console.log('up');";
    const { child, ended, says } = start(script, ['script.mjs']);
    await says('up');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 7 });
  });

  it('that a signal ends ends this process by the same signal', async () => {
    const { child, ended, says } = start("setInterval(() => {}, 60_000); console.log('up');", ['script.mjs']);
    await says('up');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });
});

describe('one clear sentence and exit code 1', () => {
  it("if npm fails, with all of npm's output", async () => {
    program('npm', '#!/bin/sh\nfor line in $(seq 40); do echo "npm line $line"; done\nexit 1\n');
    const ended = await enter('');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('npm could not install the packages of package-lock.json');
    expect(ended.stderr).toContain('npm line 1\n');
    expect(ended.stderr).toContain('npm line 40\n');
  });

  it('if npm runs no install scripts', async () => {
    program('npm', '#!/bin/sh\nmkdir node_modules\n');
    const ended = await enter('');
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stderr).toContain('npm did not install the pinned Node');
  });

  it('if servers are needed and Java is missing, without waiting for npm', async () => {
    program('npm', '#!/bin/sh\nexec sleep 60\n');
    for (const tool of ['sh', 'sleep']) program(tool, `#!/bin/sh\nexec /bin/${tool} "$@"\n`);
    const ended = await start('', ['test/run.ts'], bin).ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^Java is missing: install a Java runtime.*$/m);
  });

  it('never for unit tests, which need no Java', async () => {
    expect(await start("console.log('ran')", ['test/run.ts', 'unit']).ended).toMatchObject({ code: 0 });
  });
});
