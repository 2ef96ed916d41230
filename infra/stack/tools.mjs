// @ts-check
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** npm ignores SIGTERM while it installs. */
const END_WITHIN_MS = 2_000;

/** A tool is missing or failed. The message is one sentence with the remedy, then the tool's last output. */
export class ToolError extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} missing the sentence if there is no such tool
 * @property {string} [failed] the sentence if it ends with an error
 * @property {number} [lines] how many of its last lines follow that sentence. Default 15
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] Default: this process's
 * @property {AbortSignal} [signal] ends it early; the promise rejects once it has ended
 */

/**
 * Runs a tool to its end and returns its standard output. Throws a `ToolError`, or the signal's reason.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>}
 */
export function run(command, args, options) {
  const { missing, failed = `${command} failed`, lines = 15, signal, cwd, env = process.env } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    // A tool that may be ended early has its own group, so that its children end with it.
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: signal !== undefined,
    });
    /** @type {NodeJS.Timeout | undefined} */
    let patience;
    const end = () => {
      signalGroup(child.pid, 'SIGTERM');
      patience = setTimeout(signalGroup, END_WITHIN_MS, child.pid, 'SIGKILL');
    };
    signal?.addEventListener('abort', end);
    let output = '';
    let said = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => {
      const isMissing = 'code' in error && error.code === 'ENOENT';
      reject(isMissing ? new ToolError(missing) : error);
    });
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end);
      clearTimeout(patience);
      if (signal?.aborted) reject(signal.reason);
      else if (code === 0) resolve(output);
      else reject(new ToolError(`${failed}:\n${lastLines(said, lines)}`));
    });
  });
}

/**
 * @param {number | undefined} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  try {
    if (leader !== undefined) process.kill(-leader, signal);
  } catch {
    // it has just ended
  }
}

/**
 * @param {string} text
 * @param {number} count
 */
export const lastLines = (text, count) =>
  text
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n');

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Every place of a program on the path, in the order of the path.
 *
 * @param {string} program
 */
export const onPath = (program) =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, program))
    .filter(isExecutable);
