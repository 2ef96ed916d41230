import type { Client } from '@temporalio/client';
import { createCodec, InvalidRecordError } from '../../schemas/bridge/codec.ts';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { contractOf, type App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';
import { connectKafka } from '../kafka/client.ts';
import { createRecordProducer } from '../kafka/producer.ts';
import { readTopics } from '../kafka/read-topics.ts';
import { allTypes, typeOnTopic } from '../app/topic-types.ts';
import type { Logger } from '../logger.ts';
import type { Statement } from '../simulator/statement.ts';
import { connectTemporal } from '../temporal/client.ts';
import { UserError } from '../user-error.ts';
import { SeenRecords, type DeadLetter, type Outcome } from './seen-records.ts';

export interface ProduceOptions {
  /** Default: the field that the schema names as key; null for a record without one. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

const OUTCOME_WITHIN_MS = 30_000;

/** The teams around the bridge: they write records, read outcomes and dead letters, and query the services' books. */
export interface Teams {
  /**
   * Writes a record as an upstream team does, and resolves once the broker has it. Throws a `UserError` if the value
   * does not fit the schema; it names the fields, never their values.
   *
   * @param type the record type, or its short or full name
   */
  produce<T>(topic: string, type: RecordType<T> | string, value: T, options?: ProduceOptions): Promise<void>;
  /** Writes bytes as they are, like a producer that does not follow the contract. */
  produceBytes(
    topic: string,
    key: string | null,
    value: Buffer | null,
    options?: ProduceOptions,
  ): Promise<void>;
  /**
   * The first outcome of a type and key, which may have come already. Throws a `UserError` with what came instead
   * after `withinMs` milliseconds, default 30,000; at once if an error has stopped the bridge.
   */
  awaitOutcome<T = unknown>(
    type: RecordType<T> | string,
    key: string,
    options?: { readonly withinMs?: number },
  ): Promise<Outcome<T>>;
  /** Every outcome of a key that is on the outcome topics now, in the order of publication. */
  outcomesOf(key: string): Promise<readonly Outcome[]>;
  /** Every dead letter of an inbound topic that is on its dead-letter topic now. */
  deadLettersOf(topic: string): Promise<readonly DeadLetter[]>;
  /** The books of the simulated services, for one order or all. */
  ledger(orderId?: string): Promise<Statement>;
  readonly temporal: Client;
}

/**
 * @param simulator base URL of the simulated services
 * @returns the teams, and how they hear that the bridge has failed and go home
 */
export async function openTeams(config: Config, app: App, log: Logger, simulator: string) {
  const contract = contractOf(app);
  const { outcomes = {} } = app;
  const deadLetters = new Set(app.routes.map(({ topic }) => deadLetterTopic(topic)));
  const kafka = connectKafka(config.kafka, log);
  const codec = createCodec(connectRegistry(config.registry), allTypes(contract));
  const seen = new SeenRecords();
  const topics = [...Object.keys(outcomes), ...deadLetters];
  const reader = await readTopics({ kafka, topics, codec, onRecord: (record) => seen.see(record) });
  const producer = createRecordProducer(kafka);
  const temporal = await connectTemporal(config.temporal);

  const teams: Teams = {
    temporal,
    async produce(topic, typeOrName, value, { key, headers = {} } = {}) {
      const type = typeof typeOrName === 'string' ? typeOnTopic(contract, topic, typeOrName) : typeOrName;
      const recordKey = key === undefined ? (type.keyOf(value) ?? null) : key;
      const bytes = await codec.encode(topic, type, value).catch(explain);
      await teams.produceBytes(topic, recordKey, bytes, { headers });
    },
    produceBytes: (topic, key, value, { headers = {} } = {}) =>
      producer.send({ topic, key: key === null ? null : Buffer.from(key), value, headers: { ...headers } }),
    awaitOutcome: async <T>(
      type: RecordType<T> | string,
      key: string,
      { withinMs = OUTCOME_WITHIN_MS } = {},
    ) => seen.awaitOutcome(typeof type === 'string' ? outcomeType<T>(app, type) : type, key, withinMs),
    async outcomesOf(key) {
      await reader.caughtUp();
      return seen.outcomesOf(key);
    },
    async deadLettersOf(topic) {
      const name = deadLetterTopic(topic);
      if (!deadLetters.has(name))
        throw unknown(
          `no route reads ${topic}`,
          app.routes.map((route) => route.topic),
        );
      await reader.caughtUp();
      return seen.deadLettersOn(name);
    },
    async ledger(orderId) {
      const query = orderId === undefined ? '' : `?orderId=${encodeURIComponent(orderId)}`;
      return (await (await fetch(`${simulator}/ledger${query}`)).json()) as Statement;
    },
  };

  return {
    teams,
    bridgeFailed: (cause: Error) => seen.fail(cause),
    async leave(): Promise<void> {
      seen.fail(new UserError('the stack was stopped'));
      await Promise.allSettled([reader.stop(), producer.close(), temporal.connection.close()]);
    },
  };
}

function outcomeType<T>({ outcomes = {} }: App, name: string): RecordType<T> {
  const types = allTypes(outcomes);
  const found = types.find((type) => type.name === name || type.fullName === name);
  if (found) return found;
  throw unknown(
    `no outcome topic of the app carries ${name}`,
    types.map((type) => type.name),
  );
}

const unknown = (what: string, choices: readonly string[]): UserError =>
  new UserError(`${what}; there are: ${[...new Set(choices)].join(', ')}`, 2);

function explain(error: unknown): never {
  if (error instanceof InvalidRecordError) throw new UserError(error.message, 2, { cause: error });
  throw error;
}
