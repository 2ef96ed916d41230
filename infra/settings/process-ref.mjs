// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process. Its start time distinguishes it from a later process with the same pid.
 *
 * @typedef {{ readonly pid: number, readonly startedAt: string }} ProcessRef
 */

/**
 * @param {number} pid
 * @returns {ProcessRef} if the process has ended already, a reference that is not alive
 */
export const refTo = (pid) => ({ pid, startedAt: startTimeOf(pid) ?? '' });

/** @param {ProcessRef} ref */
export const isAlive = ({ pid, startedAt }) => startTimeOf(pid) === startedAt;

/**
 * Undefined if there is no such process, or only a zombie.
 *
 * @param {number} pid
 */
function startTimeOf(pid) {
  try {
    if (process.platform !== 'linux') {
      const started = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { stdio: 'pipe' });
      const [state = '', ...time] = started.toString().trim().split(/\s+/);
      return state.startsWith('Z') ? undefined : time.join(' ');
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; what follows is fields 3 (state) to 22 (start time) and on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
