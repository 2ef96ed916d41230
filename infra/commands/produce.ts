import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { createCodec, InvalidRecordError } from '../../schemas/bridge/codec.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { contractOf } from '../app/app.ts';
import { appOption, configuredApp, type AppOption } from './app-option.ts';
import { connectKafka, inspectClusterOf } from '../kafka/client.ts';
import { createRecordProducer } from '../kafka/producer.ts';
import { typeOnTopic } from '../app/topic-types.ts';
import { createLogger } from '../logger.ts';
import { say } from '../output/print.ts';
import { UserError } from '../user-error.ts';

interface Options extends AppOption {
  readonly json: string;
  readonly key?: string;
  readonly header?: Record<string, string>;
}

const HELP = `
Fields that have a default in the schema may be left out; times are milliseconds since 1970.

  ktb produce orders.approvals OrderApproved --json '{"orderId":"o-1","approvedBy":"kim","approvedAt":1767225600000}'`;

export const produceCommand = () =>
  new Command('produce')
    .description('Write records to a topic, as an upstream team does.')
    .argument('<topic>', 'a topic, such as orders.placed')
    .argument('<type>', "the record's short name, such as OrderPlaced")
    .requiredOption('--json <value>', 'the record as JSON; - reads one record per line from standard input')
    .option('--key <key>', "the record's key; default: the field that the schema names as key")
    .option('--header <name=value>', 'a header; may be given several times', addHeader)
    .addOption(appOption())
    .addHelpText('after', HELP)
    .action(produce);

async function produce(
  topic: string,
  typeName: string,
  { json, key, header: headers = {}, app }: Options,
): Promise<void> {
  const { app: from, config } = await configuredApp({ app });
  const remedy = app === undefined ? '; for a topic of your own app, give --app' : '';
  const type = typeOnTopic(contractOf(from), topic, typeName, remedy);
  const kafka = connectKafka(config.kafka, createLogger('silent'));
  await inspectClusterOf(topic, kafka, config.kafka);
  const codec = createCodec(connectRegistry(config.registry), [type]);
  const producer = createRecordProducer(kafka);
  try {
    const sent: Promise<void>[] = [];
    for await (const text of json === '-' ? createInterface({ input: process.stdin }) : [json]) {
      if (json === '-' && text.trim() === '') continue;
      const value = parse(text, type);
      const bytes = await encode(() => codec.encode(topic, type, value));
      const recordKey = key ?? type.keyOf(value);
      if (key === undefined && recordKey === '')
        throw new UserError(`not a valid ${type.fullName}: its key is empty: ${type.schema.key}`, 2);
      sent.push(
        producer.send({
          topic,
          key: recordKey === undefined ? null : Buffer.from(recordKey),
          value: bytes,
          headers,
        }),
      );
    }
    await Promise.all(sent);
    say(`${sent.length} ${type.name} written to ${topic}`);
  } finally {
    await producer.close();
  }
}

function parse(text: string, type: RecordType): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // reported below, without the text
  }
  throw new UserError(`--json should be a JSON object with the fields of ${type.name}`, 2);
}

async function encode(run: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof InvalidRecordError) throw new UserError(error.message, 2);
    throw error;
  }
}

function addHeader(text: string, headers: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new UserError('--header should be name=value', 2);
  return { ...headers, [text.slice(0, at)]: text.slice(at + 1) };
}
