// @ts-check
import { spawn } from 'node:child_process';

/** A tool that is missing or has failed; the message tells what to do about it. */
export class ToolError extends Error {}

/**
 * Runs a tool to its end and gives its standard output. Throws a `ToolError`: with `missing` where there is no such
 * tool, else with the last lines of what the tool said.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, missing: string }} options
 * @returns {Promise<string>}
 */
export function run(command, args, { missing, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let said = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (said = (said + chunk).slice(-4_000)));
    child.on('error', (error) => {
      const isMissing = 'code' in error && error.code === 'ENOENT';
      reject(isMissing ? new ToolError(missing) : error);
    });
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else
        reject(
          new ToolError(`${said.trim().split('\n').slice(-15).join('\n')}\n${command} ${args[0]} failed`),
        );
    });
  });
}
