import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import type { ProcessRef } from '../../infra/settings/process-ref.mjs';
import { loadConfig } from '../../infra/settings/config.ts';
import { artifacts } from '../../infra/stack/artifacts.mjs';
import { brokerCount, brokerPlan, clusterId } from '../../infra/stack/kafka.ts';
import { freePorts } from '../../infra/stack/ports.ts';
import { startProcess, stopProcess } from '../../infra/stack/processes.ts';
import { temporaryFolder } from '../../infra/testing/local-servers.ts';
import { TestWorker } from '../conformance/test-worker.ts';
import { eventually } from '../eventually.ts';
import { silent } from '../integration/watch.ts';

/** Another Kafka behind the same address, empty, with the cluster id that every single-node image shares. */
const folder = temporaryFolder();
const cluster = clusterId();
const running: ProcessRef[] = [];
const sources: RecordSource[] = [];
afterAll(async () => {
  for (const source of sources) await source.stop(5_000);
  for (const broker of running) await stopProcess(broker);
  rmSync(folder, { recursive: true, force: true });
});

async function startKafka(name: string, [port, controllerPort]: readonly number[]): Promise<ProcessRef> {
  const dir = join(folder, name);
  mkdirSync(dir);
  const jars = await artifacts('kafka', 'Kafka');
  const plan = await brokerPlan(jars, {
    ...{ dir, id: 1, port: port!, controllerPort: controllerPort!, cluster },
  });
  const broker = startProcess({ ...plan, logFile: join(folder, `${name}.log`) });
  running.push(broker);
  await eventually(async () => (await brokerCount(`127.0.0.1:${port}`)) === 1);
  return broker;
}

it('K21 what is in it is read from the beginning, each record as one of another topic', async () => {
  const ports = Object.values(await freePorts());
  const first = await startKafka('first', ports);
  const kafka = connectKafka({ ...loadConfig().kafka, brokers: [`127.0.0.1:${ports[0]}`] }, silent);
  const topic = 'replaced';
  const write = async (...values: string[]) => {
    await eventually(async () => {
      await kafka.topics.create([{ name: topic, partitions: 1 }]);
      return true;
    });
    const sender = await kafka.openSender();
    const records = values.map((value) => ({ topic, key: null, value: Buffer.from(value), headers: {} }));
    await sender.send({ topic, partition: 0 }, records, { isCompressed: false });
    await sender.close();
  };
  await write('one', 'two', 'three');

  const crashes: Error[] = [];
  const workers: TestWorker[] = [];
  const source = kafka.source({
    groupId: topic,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log: silent,
    commitEveryMs: 50,
    onCrash: (cause) => crashes.push(cause),
  });
  sources.push(source);
  await source.start(() => {
    workers.push(new TestWorker());
    return workers.at(-1)!;
  });
  const old = await eventually(() => workers.find(({ taken }) => taken.length === 3));
  old.settle();
  await eventually(() => source.state.partitions[0]?.committed === 3n);

  await stopProcess(first);
  await startKafka('second', ports);
  await write('new one', 'new two', 'new three', 'new four', 'new five');
  const current = await eventually(() => workers.find(({ taken }) => taken.length === 5));
  expect(current.values).toEqual(['new one', 'new two', 'new three', 'new four', 'new five']);
  expect(current.taken.every(({ isRecreated }) => isRecreated)).toBe(true);
  expect(current.taken[0]!.topicId).not.toBe(old.taken[0]!.topicId);
  expect(crashes).toEqual([]);
});
