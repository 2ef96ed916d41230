import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { TASK_QUEUES } from '../../workflows/messages.ts';

const CLI = join(import.meta.dirname, '..', `cli${extname(import.meta.filename)}`);

export interface Importer {
  /** Kills the worker during its work, then starts another one. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** A worker for imports in its own process, so that it can be killed alone. */
export function startImporter(): Importer {
  let worker = spawnWorker();
  return {
    async crash() {
      await end(worker, 'SIGKILL');
      worker = spawnWorker();
    },
    stop: () => end(worker, 'SIGTERM'),
  };
}

const spawnWorker = (): ChildProcess =>
  spawn(process.execPath, [CLI, 'worker', '--task-queue', TASK_QUEUES.imports], {
    env: { ...process.env, KTB_LOG_LEVEL: 'error', KTB_HEALTH_ADDRESS: '127.0.0.1:0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  worker.kill(signal);
  await once(worker, 'exit');
}
