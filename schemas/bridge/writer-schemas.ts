import type avro from 'avsc';
import { RegistryError } from './registry-error.ts';
import { ABSENT, type AskRegistry } from './registry-request.ts';
import { parseWriterSchema } from './writer-schema.ts';

/** The schema of an id, or why there is none that can be used; decided by the registry's answers alone. */
export type WriterSchema = avro.Type | 'unknown-schema' | 'not-avro' | 'unusable-schema';

/** Registries count in Java's integers: no schema has a larger id, and they answer it as a wrong path. */
const MAX_ID = 0x7fff_ffff;

/** Maximum number of schemas that one schema may refer to, directly or indirectly. */
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

/** Reads schemas by id, including referenced schemas. */
export function writerSchemas(ask: AskRegistry) {
  /** @param absent the codes by which the registry may say that it is not there */
  async function read(path: string, absent: readonly number[]): Promise<Stored | 'missing' | 'too-large'> {
    const answer = await ask('GET', path);
    if (answer === 'too-large') return answer;
    if ('absent' in answer && absent.includes(answer.absent)) return 'missing';
    if ('body' in answer && isStored(answer.body)) return answer.body;
    // An answer without a schema comes from some other server.
    throw new RegistryError(`the answer to GET ${path} does not come from a schema registry`);
  }

  /** The texts of the referenced schemas, each before its first use. Undefined if one is not available. */
  async function referred(stored: Stored, seen: Set<string>): Promise<string[] | undefined> {
    const texts: string[] = [];
    for (const { subject, version } of stored.references ?? []) {
      // Records may still use a schema whose references were deleted later.
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
