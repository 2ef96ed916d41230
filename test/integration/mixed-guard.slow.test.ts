import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect } from '@jest/globals';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { createLogger } from '../../infra/logger.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { earlierTree } from '../earlier-tree.ts';
import { plainKafka } from '../plain-kafka.ts';
import { eventually } from '../eventually.ts';
import { itUnless } from '../skip.ts';
import { startMember, type Member } from '../soak/processes.ts';
import { COMPACTED, Counted, TOPIC, workflowIdOf } from '../soak/records.ts';

/** The last commit whose events did not say who reads, and whose commits had no limit. */
const BEFORE = '78eeaea';
const IDS = [1, 2, 3].map((id) => `mixed-${Date.now()}-${id}`);
/** Ten processes are started one after the other. */
const TIMEOUT_MS = 900_000;

const folder = mkdtempSync(join(tmpdir(), 'ktb-mixed-'));
const before = earlierTree(BEFORE);
process.env['KTB_GROUP_ID'] = 'mixed-guard';
process.env['KTB_SESSION_TIMEOUT'] = '6 seconds';
process.env['KTB_LOG_LEVEL'] = 'info';
const running = new Map<string, Member>();
afterAll(async () => {
  await Promise.all([...running.values()].map((member) => member.end('SIGKILL')));
  for (const one of [folder, before]) if (one !== undefined) rmSync(one, { recursive: true });
});

/** Replaces the bridge, which is killed in the midst of its work, or the worker. */
async function replace(program: 'bridge' | 'worker', version: 'before' | 'now'): Promise<void> {
  await running.get(program)?.end(program === 'bridge' ? 'SIGKILL' : 'SIGTERM');
  const logFile = join(folder, `${program}-${version}.log`);
  running.set(program, await startMember(program, logFile, version === 'before' ? before : undefined));
}

/** Writes numbers that go up, for some workflows that continue as new again and again. */
async function openCount() {
  const config = loadConfig();
  const kafka = connectKafka(config.kafka, createLogger('silent'));
  const codec = createCodec(connectRegistry(config.registry), []);
  const producer = createRecordProducer(kafka);
  const admin = plainKafka().admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [TOPIC, COMPACTED].flatMap((topic) => [{ topic }, { topic: deadLetterTopic(topic) }]),
  });
  let n = 0;
  const send = async (ask: Counted['ask']) => {
    n += 1;
    for (const id of IDS) {
      const value = await codec.encode(TOPIC, Counted, { id, n, ask });
      await producer.send({ topic: TOPIC, key: Buffer.from(id), value, headers: {} });
    }
  };
  return {
    async up(count: number): Promise<void> {
      for (let more = 0; more < count; more += 1) {
        await send(n % 5 === 4 ? 'renew' : 'add');
        // So that they do not all come before a version is replaced, or after.
        await delay(100);
      }
    },
    async end(): Promise<number> {
      await send('end');
      await Promise.all([producer.close(), admin.disconnect()]);
      return n;
    },
  };
}

itUnless(
  before === undefined ? 'the clone has no history' : undefined,
  'L2 bridge and worker of the version before are replaced in either order, and come back: nothing is lost or doubled',
  async () => {
    const count = await openCount();
    await replace('worker', 'before');
    for (const [program, version] of [
      ['bridge', 'before'],
      ['bridge', 'now'],
      ['worker', 'now'],
      // And back, the bridge first.
      ['bridge', 'before'],
      ['worker', 'before'],
      // The worker first, and back, the worker first.
      ['worker', 'now'],
      ['bridge', 'now'],
      ['worker', 'before'],
      ['bridge', 'before'],
    ] as const) {
      await Promise.all([replace(program, version), count.up(25)]);
      await count.up(5);
    }
    const last = await count.end();
    const numbers = Array.from({ length: last }, (_, index) => index + 1);
    const { workflow } = await connectTemporal(loadConfig().temporal);
    for (const id of IDS) {
      const handle = workflow.getHandle(workflowIdOf(id));
      await eventually(async () => (await handle.describe()).status.name !== 'RUNNING', TIMEOUT_MS);
      expect(await handle.result()).toEqual(numbers);
    }
  },
  TIMEOUT_MS,
);
