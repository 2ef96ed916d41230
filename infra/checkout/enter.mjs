// @ts-check
/**
 * The way in for every npm script: `node infra/checkout/enter.mjs SCRIPT [ARGS]`. Runs on the machine's own Node, from 20.3 on,
 * and without node_modules: it installs what the lock file says where that has changed, then goes on in the pinned
 * Node. Where the command is going to start servers, their fetches run side by side with the installation.
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

/** A signal ends npm, Maven and Go first, so that none of them is at work when the next command is. */
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
 * In this process where it is the pinned Node already, as it is below `npm run`: so a signal reaches the program itself.
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
    // A terminal sends its Ctrl-C to the child too, and a second one would mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  const [code, signal] = await once(child, 'exit');
  for (const signal of SIGNALS) process.off(signal, forward);
  if (signal) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}
