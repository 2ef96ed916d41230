import { Command, InvalidArgumentError } from 'commander';
import { race } from '../../consumers/bridge/race.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry, RegistryError } from '../../schemas/bridge/registry.ts';
import { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import { contractOf } from '../app/app.ts';
import { appOption, configuredApp, type AppOption } from './app-option.ts';
import { connectKafka, inspectClusterOf } from '../kafka/client.ts';
import { readTopics, type SeenRecord } from '../kafka/read-topics.ts';
import { allTypes, hasTypes } from '../app/topic-types.ts';
import { doneBy } from '../done-by.ts';
import { createLogger } from '../logger.ts';
import { print, printJson, say } from '../output/print.ts';
import { untilSignal } from '../run/until-signal.ts';
import { fullReasonOf } from '../user-error.ts';

interface Options extends AppOption {
  readonly json?: boolean;
  readonly count?: number;
  readonly new?: boolean;
  readonly key?: string;
}

export const tailCommand = () =>
  new Command('tail')
    .description('Read a topic from its oldest record on, as a downstream team does, until Ctrl-C.')
    .argument('<topic>', 'such as orders.outcomes or orders.placed.dlq')
    .option(
      '--json',
      'one JSON object per line: topic, partition, offset, timestamp, type, key, ceId, reason, value, headers',
    )
    .option('--key <key>', 'only records of this key')
    .option('--count <n>', 'stop after this many records', positive)
    .option('--new', 'only records written from now on')
    .addOption(appOption())
    .action(tail);

async function tail(
  topic: string,
  { json, count = Infinity, new: onlyNew = false, key, app }: Options,
): Promise<void> {
  const { app: from, config } = await configuredApp({ app });
  const contract = contractOf(from);
  const kafka = connectKafka(config.kafka, createLogger('silent'));
  await inspectClusterOf(topic, kafka, config.kafka);
  if (!hasTypes(contract, topic)) {
    const where = app === undefined ? 'without --app' : 'in that app';
    say(`ktb: the types of ${topic} are not known ${where}`);
  }

  const enough = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const registry = new CircuitBreaker({
    name: 'the schema registry',
    isOutage: (error) => error instanceof RegistryError,
    opensAfter: 1,
    onChange: ({ recovery, cause }) =>
      say(
        `ktb: the schema registry ${recovery ? `gives no answer, asking again: ${fullReasonOf(cause)}` : 'answers again'}`,
      ),
  });
  const ask = <T>(question: () => Promise<T>) => registry.call(question, stopping.signal);
  let seen = 0;
  const reader = await readTopics({
    kafka,
    topics: [topic],
    codec: createCodec(connectRegistry({ ...config.registry, ask }), allTypes(contract)),
    fromBeginning: !onlyNew,
    onRecord(record) {
      if (seen >= count || (key !== undefined && record.key !== key)) return;
      seen += 1;
      if (json) printJson(record);
      else print(line(record));
      if (seen >= count) enough.resolve();
    },
  });
  await race([enough.promise, untilSignal()]);
  stopping.abort(new Error('stopped'));
  await doneBy(Date.now() + STOP_WITHIN_MS, reader.stop());
}

/** A reader that waits for a server ends with the process. */
const STOP_WITHIN_MS = 5_000;

/** A dead letter shows its reason too. */
function line({ key, type, reason, value, headers }: SeenRecord): string {
  const why = reason === null ? '' : `  [${reason}: ${headers['__connect.errors.exception.message'] ?? ''}]`;
  return `${key ?? '(no key)'}  ${type ?? '(not decodable)'}${why}  ${value === null ? '' : JSON.stringify(value)}`.trimEnd();
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('should be a whole number from 1');
  return value;
}
