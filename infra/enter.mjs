// @ts-check
/**
 * The way in for every npm script: `node infra/enter.mjs SCRIPT [ARGS]`. Runs on the machine's own Node, from 20 on,
 * and without node_modules: it installs what the lock file says where that has changed, then goes on in the pinned
 * Node. Where the command is going to start servers, their fetches run side by side with the installation.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './stack/lock.mjs';
import { progress } from './stack/progress.mjs';
import { provision } from './stack/provision.mjs';
import { run, ToolError } from './stack/tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const [script = '', ...args] = process.argv.slice(2);

try {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new ToolError(`Node ${process.versions.node} is too old: install Node 20 or later`);
  }
  if (!isInstalled()) {
    const installed = install();
    const servers = startsServers() ? provision({ installed }) : undefined;
    await Promise.all([installed, servers]);
  }
  await goOn();
} catch (error) {
  if (!(error instanceof ToolError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function startsServers() {
  const [command, sub] = args;
  if (script.endsWith('cli.ts')) return command === 'demo' || (command === 'stack' && sub === 'up');
  return script === 'test/run.ts' && command !== 'unit';
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function stamp() {
  return join(root, 'node_modules', '.installed-lock');
}

function isInstalled() {
  return existsSync(pinnedNode) && existsSync(stamp()) && readFileSync(stamp(), 'utf8') === lockHash();
}

async function install() {
  await withLock(join(root, '.ktb', 'npm.lock'), async () => {
    if (isInstalled()) return;
    await progress('npm packages', 'install', () =>
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: root,
        missing: 'npm is missing: install Node 20 or later with npm',
      }),
    );
    writeFileSync(stamp(), lockHash());
  });
}

/** In this process where it is the pinned Node already, so that a signal to it reaches the program itself. */
async function goOn() {
  const file = resolve(root, script);
  if (process.version === pinnedVersion()) {
    process.argv = [process.argv[0] ?? pinnedNode, file, ...args];
    await import(pathToFileURL(file).href);
    return;
  }
  const child = spawn(pinnedNode, [file, ...args], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // A terminal sends its signals to the child too, and two of them would mean "at once".
    process.on(signal, () => (signal !== 'SIGTERM' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, 'SIGKILL');
    process.exitCode = code ?? 1;
  });
}

function pinnedVersion() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'node', 'package.json'), 'utf8'));
  return `v${version}`;
}
