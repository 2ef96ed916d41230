import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { brokerCount, brokerPlan } from '../../infra/stack/kafka.ts';
import { freePorts } from '../../infra/stack/ports.ts';
import type { ProcessRef } from '../../infra/settings/process-ref.mjs';
import { startProcess, stopProcess } from '../../infra/stack/processes.ts';
import { startWatchdog, whenLeftBehind } from '../../infra/stack/watched-process.ts';
import { temporaryFolder } from '../../infra/testing/local-servers.ts';
import { eventually } from '../eventually.ts';

/** Its cleaner looks for work all the time, and clears a small map for each log in place of one of 128 MiB. */
const PROPERTIES = {
  'log.cleaner.backoff.ms': 100,
  'log.cleaner.dedupe.buffer.size': 2_097_152,
  'log.initial.task.delay.ms': 0,
  'transaction.state.log.num.partitions': 8,
};

/** A broker of this process alone, on loopback. It ends with the process, however that ends. */
export async function startBroker(jars: string) {
  const dir = temporaryFolder();
  const { kafka: port, kafkaController: controllerPort } = await freePorts();
  const plan = await brokerPlan(jars, { dir, port, controllerPort, more: PROPERTIES });
  const broker = startProcess({ ...plan, logFile: join(dir, 'kafka.log') });
  const endWatch = startWatchdog(import.meta.filename, [dir, JSON.stringify(broker)]);
  const stop = async () => {
    await clear(dir, broker);
    endWatch();
  };
  const address = `127.0.0.1:${port}`;
  try {
    await eventually(async () => (await brokerCount(address)) > 0);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, data: join(dir, 'data'), stop };
}

async function clear(dir: string, broker: ProcessRef): Promise<void> {
  await stopProcess(broker);
  rmSync(dir, { recursive: true, force: true });
}

if (process.argv[1] === import.meta.filename) {
  const [, , dir = '', broker = ''] = process.argv;
  void whenLeftBehind(() => clear(dir, JSON.parse(broker) as ProcessRef));
}
