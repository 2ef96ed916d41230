import { rememberAnswers } from './answers.ts';
import type { RecordType } from './record-type.ts';
import { schemaRegistration } from './register-schema.ts';
import { RegistryError } from './registry-error.ts';
import { registryRequests } from './registry-request.ts';
import { withoutLogin, type Login } from './url-login.ts';
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
  /** Base URL of a Confluent-compatible API; it may hold a login, `https://name:password@host`. */
  readonly url: string;
  /** Default: the login in the URL, if there is one. */
  readonly auth?: Login | undefined;
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
  const { url, login } = withoutLogin(options.url);
  const { auth = login, timeoutMs = 10_000, unknownForMs = UNKNOWN_FOR_MS } = options;
  const { ask = (question) => question() } = options;
  const host = url.replace(/\/+$/, '');
  const requests = registryRequests({ host, auth, timeoutMs });
  const read = writerSchemas(requests);

  return {
    writerSchema: rememberAnswers(
      (id: number) => ask(() => read(id)),
      (answer: WriterSchema) => (answer === 'unknown-schema' ? unknownForMs : Infinity),
    ),
    register: schemaRegistration(requests),
  };
}
