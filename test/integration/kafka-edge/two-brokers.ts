import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts } from '../../../infra/stack/artifacts.mjs';
import { brokerCount, brokerPlan, clusterId } from '../../../infra/stack/kafka.ts';
import { freePorts } from '../../../infra/stack/ports.ts';
import { isAlive, type ProcessRef } from '../../../infra/settings/process-ref.mjs';
import { startProcess, stopProcess } from '../../../infra/stack/processes.ts';
import { lastLines } from '../../../infra/stack/tools.mjs';
import { startWatchdog, whenLeftBehind } from '../../../infra/stack/watched-process.ts';
import { temporaryFolder } from '../../../infra/testing/local-servers.ts';
import { eventually } from '../../eventually.ts';

const READY_WITHIN_MS = 90_000;

/** What is to be cleared away at the end. */
interface Remains {
  readonly folder: string;
  readonly processes: ProcessRef[];
}

/**
 * A cluster of two brokers, 1 and 2. It ends with this process, however that ends.
 *
 * @returns host:port of each, and how to end them
 */
export async function startTwoBrokers() {
  const jars = await artifacts('kafka', 'Kafka');
  const [one = 0, two = 0, controllerPort = 0] = Object.values(await freePorts());
  const cluster = clusterId();
  const remains: Remains = { folder: temporaryFolder(), processes: [] };
  const logFile = join(remains.folder, 'brokers.log');
  try {
    const plans = await Promise.all(
      [one, two].map((port, index) => {
        const dir = join(remains.folder, String(index + 1));
        mkdirSync(dir);
        return brokerPlan(jars, { dir, id: index + 1, port, controllerPort, cluster });
      }),
    );
    for (const plan of plans) remains.processes.push(startProcess({ ...plan, logFile }));
    const endWatch = startWatchdog(import.meta.filename, [JSON.stringify(remains)]);
    const brokers = [one, two].map((port) => `127.0.0.1:${port}`);
    const stop = () => clear(remains).then(endWatch);
    await eventually(() => areUp(brokers, remains), READY_WITHIN_MS).catch(async (cause: unknown) => {
      const log = lastLines(readFileSync(logFile, 'utf8'), 15);
      await stop();
      throw new Error(`the two brokers are not up; their log ends with:\n${log}`, { cause });
    });
    return { brokers, stop };
  } catch (error) {
    await clear(remains);
    throw error;
  }
}

/** Each knows of both. */
async function areUp(brokers: readonly string[], { processes }: Remains): Promise<boolean> {
  if (!processes.every(isAlive)) throw new Error('a broker ended while it started');
  const counts = await Promise.all(brokers.map(brokerCount));
  return counts.every((count) => count === brokers.length);
}

/** The controller goes last, which the other one takes its leave of. */
async function clear({ folder, processes }: Remains): Promise<void> {
  for (const process of processes.toReversed()) await stopProcess(process);
  rmSync(folder, { recursive: true, force: true });
}

if (process.argv[1] === import.meta.filename) {
  const [, , remains = ''] = process.argv;
  void whenLeftBehind(() => clear(JSON.parse(remains) as Remains));
}
