import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { ConfigResourceTypes } from 'kafkajs';
import { deadLetterOf } from '../../consumers/bridge/dead-letter.ts';
import { stateRecordOf } from '../../consumers/bridge/letter-state.ts';
import { readDeadLetter } from '../../consumers/bridge/read-dead-letter.ts';
import type { FoundLetter } from '../../infra/commands/dlq/selection.ts';
import { readStates, stateGroupOf } from '../../infra/commands/dlq/states.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { startConsumers } from '../../infra/run/start-consumers.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';
import { eventually } from '../eventually.ts';
import { openLab, type Lab } from '../laws/lab.ts';
import { plainKafka } from '../plain-kafka.ts';
import { kafka } from './kafka-edge/topic.ts';
import { ktb } from './ktb.ts';
import { silent } from './watch.ts';

/** A dead-letter topic that Kafka compacts: what it does to letters, and what it does not do. */
const COMPACTED = 'cleanup.policy';
let lab: Lab | undefined;
afterAll(() => lab?.close());

it('keeps consumers from starting, with a sentence that names it; commands on its letters say it, too', async () => {
  lab = await openLab();
  const { admin, dlq, topic, routes } = lab;
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: dlq,
        configEntries: [{ name: COMPACTED, value: 'compact,delete' }],
      },
    ],
  });
  const sentence = `${dlq} is compacted, so that Kafka deletes dead letters of which another one has the key: set its cleanup.policy to delete`;
  const started = startConsumers({
    app: { name: topic, routes },
    config: loadConfig(),
    log: silent,
    onCrash: () => undefined,
  });
  await expect(started).rejects.toThrow(sentence);
  const listed = await ktb(['dlq', 'list', topic]);
  expect([listed.code, listed.stderr]).toEqual([0, expect.stringContaining(`ktb: ${sentence}`)]);
});

it('keeps the states of letters, and keeps letters in spite of their states', async () => {
  const source = `compacted-${randomUUID()}`;
  const topic = `${source}.dlq`;
  const admin = plainKafka().admin();
  await admin.connect();
  const settings = {
    [COMPACTED]: 'compact',
    'segment.bytes': '1048576',
    'min.cleanable.dirty.ratio': '0.01',
  };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1, configEntries }] });
  await admin.disconnect();

  const app = { name: source, routes: [] };
  const session = { app, config: loadConfig(), kafka, log: silent, clusterId: 'test', topic };
  const producer = createRecordProducer(kafka);
  const letters: FoundLetter[] = [];
  const readLetters = (onOther: (key: string) => void = () => undefined) => {
    letters.length = 0;
    return kafka.readLog({
      topic,
      onRecord(at) {
        const letter = readDeadLetter(at);
        if (letter) letters.push({ ...letter, at });
        else onOther(String(at.key));
      },
    });
  };
  for (const key of ['done', 'waits']) await producer.send(letterOf(source, key));
  await readLetters();
  const group = stateGroupOf(session);
  await producer.send(
    stateRecordOf(topic, { partition: 0, offset: letters[0]!.at.offset, state: 'replayed', group }),
  );
  const filler = (key: string) => ({
    ...{ topic, key: Buffer.from(key), headers: {} },
    value: Buffer.alloc(600_000),
  });
  // The cleaner leaves the last segment alone.
  for (const key of ['filler', 'filler', 'filler', 'last', 'last']) await producer.send(filler(key));
  await producer.close();
  await eventually(async () => {
    let fillers = 0;
    await readLetters((key) => (fillers += key === 'filler' ? 1 : 0));
    return fillers === 1;
  });

  const stateOf = await readStates(session);
  expect(letters.map((letter) => [String(letter.at.key), stateOf(letter).state])).toEqual([
    ['done', 'replayed'],
    ['waits', 'waiting'],
  ]);
});

function letterOf(topic: string, key: string) {
  const at = { topic, partition: 0, offset: 0n };
  const record = { ...at, timestamp: 0, key: Buffer.from(key), value: Buffer.from('?'), headers: {} };
  const why = rejected('decode', 'not-framed', 'a test');
  return deadLetterOf(record, { ...at, id: `test/${key}`, log: 'test' }, topic, why);
}
