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
import { eventually } from '../eventually.ts';
import { plainKafka } from '../plain-kafka.ts';
import { itUnless } from '../skip.ts';
import { startMember, type Member } from '../soak/processes.ts';
import { COMPACTED, Counted, TOPIC, workflowIdOf } from '../soak/records.ts';

/** The last commit whose events did not say who reads, and whose commits had no limit. */
const BEFORE = '78eeaea';
const WORKFLOWS = 4;
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

/** Counts up for some workflows that continue as new again and again, until it is stopped. Gives how far it came. */
async function countUp() {
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
    for (let id = 0; id < WORKFLOWS; id += 1) {
      const value = await codec.encode(TOPIC, Counted, { id: String(id), n, ask });
      await producer.send({ topic: TOPIC, key: Buffer.from(String(id)), value, headers: {} });
    }
  };
  const over = new AbortController();
  const done = (async () => {
    while (!over.signal.aborted) {
      await send(n % 5 === 4 ? 'renew' : 'add');
      // Some at a time, so that they go on for as long as versions come and go.
      await delay(50);
    }
  })();
  return {
    more: (count: number) => {
      const wanted = n + count;
      return eventually(() => n >= wanted);
    },
    async stop(): Promise<number> {
      over.abort();
      await done;
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
    const counting = await countUp();
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
      await replace(program, version);
      await counting.more(20);
    }
    const last = await counting.stop();
    const numbers = Array.from({ length: last }, (_, index) => index + 1);
    const { workflow } = await connectTemporal(loadConfig().temporal);
    for (let id = 0; id < WORKFLOWS; id += 1)
      expect(await workflow.getHandle(workflowIdOf(String(id))).result()).toEqual(numbers);
  },
  TIMEOUT_MS,
);
