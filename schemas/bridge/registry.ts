import { setTimeout as delay } from 'node:timers/promises';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { rememberAnswers } from './answers.ts';
import { subjectOf, type RecordType } from './record-type.ts';
import { RegistryError } from './registry-error.ts';
import { registryRequests } from './registry-request.ts';
import { writerSchemas, type WriterSchema } from './writer-schemas.ts';

export { RegistryError };

/** The codec's interface to a schema registry. Every call throws a `RegistryError` if no usable answer comes. */
export interface Registry {
  /** The schema with which a record was written. */
  writerSchema(id: number): Promise<WriterSchema>;
  /** Makes sure that the subject of this topic and type holds this schema; gives its id. Idempotent. */
  register(topic: string, type: RecordType): Promise<number>;
}

export interface RegistryOptions {
  /** Base URL of a Confluent-compatible API. */
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string } | undefined;
  /** Deadline of one call, its retries included, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** How long the absence of an id is cached, in milliseconds. Default 5,000. */
  readonly unknownForMs?: number;
  /** Runs the lookup of a schema id; a circuit breaker repeats it until there is an answer. Default: once. */
  readonly ask?: <T>(question: () => Promise<T>) => Promise<T>;
}

/** A schema may be registered after the first record that names it, so its absence is not cached permanently. */
const UNKNOWN_FOR_MS = 5_000;

/**
 * A registry behind Confluent's HTTP API. The schema of an id never changes, so answers are cached permanently, also in
 * an outage; an unknown id is cached for a few seconds.
 */
export function connectRegistry(options: RegistryOptions): Registry {
  const { url, auth, timeoutMs = 10_000, unknownForMs = UNKNOWN_FOR_MS } = options;
  const { ask = (question) => question() } = options;
  const host = url.replace(/\/+$/, '');
  const requests = registryRequests({ host, auth, timeoutMs });
  const read = writerSchemas(requests.get);
  const client = new SchemaRegistry({ host, ...(auth && { auth }) });

  const setCompatibility = (subject: string) =>
    requests.put(`/config/${encodeURIComponent(subject)}`, { compatibility: COMPATIBILITY.FULL_TRANSITIVE });

  return {
    writerSchema: rememberAnswers(
      (id: number) => ask(() => read(id)),
      (answer: WriterSchema) => (answer === 'unknown-schema' ? unknownForMs : Infinity),
    ),

    async register(topic, type) {
      const subject = subjectOf(topic, type);
      const schema = { type: SchemaType.AVRO as const, schema: JSON.stringify(type.schema) };
      const options = { subject, compatibility: COMPATIBILITY.FULL_TRANSITIVE };
      for (let tried = 0; ; tried += 1) {
        try {
          return (await withDeadline(client.register(schema, options), timeoutMs)).id;
        } catch (error) {
          const wait = AGAIN_AFTER_MS[tried];
          if (wait === undefined) throw notTaken(subject, error);
          if (hasNoCompatibility(error)) await setCompatibility(subject).catch(() => undefined);
          await delay(wait * (0.5 + Math.random()));
        }
      }
    },
  };
}

/** Processes that start together register at once, and registries briefly refuse all but one of them. */
const AGAIN_AFTER_MS = [100, 300, 900];

function notTaken(subject: string, cause: unknown): RegistryError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new RegistryError(`the schema registry did not accept ${subject}: ${detail}`, { cause });
}

/**
 * The client registers a schema first and sets compatibility afterwards: another process may register in between, or
 * this one may end in between.
 */
const hasNoCompatibility = (error: unknown): boolean =>
  error instanceof Error && error.message.endsWith(`!= ${COMPATIBILITY.NONE})`);

async function withDeadline<T>(call: Promise<T>, timeoutMs: number): Promise<T> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => deadline.reject(new RegistryError(`the schema registry gave no answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await Promise.race([call, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
