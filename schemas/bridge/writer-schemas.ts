import type avro from 'avsc';
import { RegistryError } from './registry-error.ts';
import { ABSENT, type AskRegistry } from './registry-request.ts';
import { parseWriterSchema } from './writer-schema.ts';

/** What a schema id stands for, by the registry's own word. */
export type WriterSchema = avro.Type | 'unknown-schema' | 'not-avro' | 'unusable-schema';

/** Registries count in Java's integers: no schema has a larger id, and they answer it as a wrong path. */
const MAX_ID = 0x7fff_ffff;

/** Schemas that one schema may refer to, directly or not. */
const MAX_REFERENCES = 100;

interface Stored {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly Reference[];
}

interface Reference {
  readonly subject: string;
  readonly version: number;
}

/** Reads schemas by id, with those that they refer to. */
export function writerSchemas(ask: AskRegistry) {
  /** @param absent the codes by which the registry may say that it is not there */
  async function read(path: string, absent: readonly number[]): Promise<Stored | 'missing' | 'too-large'> {
    const answer = await ask('GET', path);
    if (answer === 'too-large') return answer;
    if ('absent' in answer && absent.includes(answer.absent)) return 'missing';
    if ('body' in answer && isStored(answer.body)) return answer.body;
    // Some other server's page, then: a registry's answer has a schema in it.
    throw new RegistryError(`the answer to GET ${path} is not a schema registry's`);
  }

  /** The texts that a schema refers to, each before the one that needs it. Undefined where one cannot be had. */
  async function referred(stored: Stored, seen: Set<string>): Promise<string[] | undefined> {
    const texts: string[] = [];
    for (const { subject, version } of stored.references ?? []) {
      // A deleted one is still what the schema was written with.
      const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}?deleted=true`;
      if (seen.has(path)) continue;
      if (seen.size >= MAX_REFERENCES) return undefined;
      seen.add(path);
      const found = await read(path, [ABSENT.subject, ABSENT.version]);
      const before = typeof found === 'string' ? undefined : await referred(found, seen);
      if (typeof found === 'string' || !before) return undefined;
      texts.push(...before, found.schema);
    }
    return texts;
  }

  return async (id: number): Promise<WriterSchema> => {
    if (id > MAX_ID) return 'unknown-schema';
    const stored = await read(`/schemas/ids/${id}`, [ABSENT.schema]);
    if (stored === 'missing') return 'unknown-schema';
    if (stored === 'too-large') return 'unusable-schema';
    if ((stored.schemaType ?? 'AVRO') !== 'AVRO') return 'not-avro';
    const before = await referred(stored, new Set());
    if (!before) return 'unusable-schema';
    try {
      return parseWriterSchema([...before, stored.schema]);
    } catch {
      return 'unusable-schema';
    }
  };
}

const isStored = (body: unknown): body is Stored =>
  typeof body === 'object' && body !== null && 'schema' in body && typeof body.schema === 'string';
