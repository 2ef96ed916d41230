// @ts-check
/**
 * Entry of every npm script: `node infra/checkout/enter.mjs SCRIPT [ARGS]`. Runs on any Node from 20.3 on, without
 * node_modules. It installs the packages of the lock file if that has changed, then runs the script on the pinned Node.
 * If the script starts servers, these are fetched during the installation.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, isInstalled, pinnedNode, pinnedVersion, root } from './install.mjs';
import { interruptible } from '../stack/interrupt.mjs';
import { provision } from '../stack/provision.mjs';
import { sideBySide } from '../stack/side-by-side.mjs';
import { ToolError } from '../stack/tools.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const [script = '', ...args] = process.argv.slice(2);

try {
  checkNode();
  if (!isInstalled()) await prepare();
  await goOn(resolve(root, script));
} catch (error) {
  if (!(error instanceof ToolError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 3)) {
    throw new ToolError(
      `Node ${process.versions.node} is too old: install Node 20.3 or later, then try again`,
    );
  }
}

/** A signal first ends npm, Maven and Go, so that none of them still runs during the next command. */
async function prepare() {
  await interruptible(async (interrupted) => {
    /** @type {Promise<void>} */
    let installed;
    const jobs = [(/** @type {AbortSignal} */ signal) => (installed = install(signal))];
    if (startsServers()) jobs.push(async (signal) => void (await provision({ installed, signal })));
    await sideBySide(jobs, interrupted);
  });
}

function startsServers() {
  const [command, sub] = args;
  if (script.endsWith('cli.ts')) return command === 'demo' || (command === 'stack' && sub === 'up');
  return script === 'test/run.ts' && command !== 'unit' && command !== 'containers';
}

/**
 * Runs in this process if it is already the pinned Node, as under `npm run`, so that the script itself gets signals.
 *
 * @param {string} file
 */
async function goOn(file) {
  if (process.version === pinnedVersion()) {
    process.argv = [process.execPath, file, ...args];
    await import(pathToFileURL(file).href);
    return;
  }
  const child = spawn(pinnedNode, [file, ...args], { stdio: 'inherit' });
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    // A terminal sends Ctrl-C to the child too, and a second SIGINT would end it at once.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  const [code, signal] = await once(child, 'exit');
  for (const signal of SIGNALS) process.off(signal, forward);
  if (signal) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}
