import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import avro from 'avsc';
import { subjectOf, type RecordType } from './record-type.ts';

/** What a schema id stands for, by the registry's own word. */
export type WriterSchema = avro.Type | 'unknown-schema' | 'not-avro' | 'unusable-schema';

/** What the codec asks of a schema registry. Every call throws a `RegistryError` where no usable answer comes. */
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
}

/** An outage or a refusal by the registry: never a record's fault. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}

/** A registry behind Confluent's HTTP API. A schema's id never changes its meaning, so answers are cached for good. */
export function connectRegistry({ url, auth, timeoutMs = 10_000 }: RegistryOptions): Registry {
  const host = url.replace(/\/+$/, '');
  const client = new SchemaRegistry({ host, ...(auth && { auth }) });
  const headers = auth && { authorization: `Basic ${btoa(`${auth.username}:${auth.password}`)}` };

  /** A 404 may come from a proxy or a wrong path too; only a body with an error code is the registry's own word. */
  async function isUnknown(id: number): Promise<boolean> {
    const answer = await fetch(`${host}/schemas/ids/${id}`, {
      ...(headers && { headers }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.status !== 404) return false;
    const body = (await answer.json()) as { error_code?: number };
    return typeof body.error_code === 'number';
  }

  return {
    async writerSchema(id) {
      try {
        const schema: unknown = await withDeadline(client.getSchema(id), timeoutMs);
        return avro.Type.isType(schema) ? (schema as avro.Type) : 'not-avro';
      } catch (error) {
        if (error instanceof RegistryError) throw error;
        const status = statusOf(error);
        // Without a status the answer did arrive, and reading it as a schema is what failed.
        if (status === undefined) return 'unusable-schema';
        const unknown = status === 404 && (await isUnknown(id).catch(() => false));
        if (unknown) return 'unknown-schema';
        throw new RegistryError(`the schema registry did not say what schema ${id} is`, { cause: error });
      }
    },

    async register(topic, type) {
      const subject = subjectOf(topic, type);
      const schema = { type: SchemaType.AVRO as const, schema: JSON.stringify(type.schema) };
      const options = { subject, compatibility: COMPATIBILITY.FULL_TRANSITIVE };
      try {
        return (await withDeadline(client.register(schema, options), timeoutMs)).id;
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        throw new RegistryError(`the schema registry did not take ${subject}: ${detail}`, { cause: error });
      }
    },
  };
}

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : undefined;

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
