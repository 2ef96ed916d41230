import { setTimeout as delay } from 'node:timers/promises';
import { subjectOf, type RecordType } from './record-type.ts';
import { RegistryError } from './registry-error.ts';
import type { AskRegistry } from './registry-request.ts';

/** So that writers and readers can be upgraded in any order. */
const COMPATIBILITY = 'FULL_TRANSITIVE';

/** Processes that start together register at once, and registries briefly refuse all but one of them. */
const AGAIN_AFTER_MS = [100, 300, 900];

/** No later attempt is answered differently. */
const REFUSED_FOR_GOOD: readonly unknown[] = [401, 403, 429];

/** Makes sure that the subject of a topic and type holds this schema, and gives its id. */
export const schemaRegistration = (ask: AskRegistry) =>
  async function register(topic: string, type: RecordType): Promise<number> {
    const subject = subjectOf(topic, type);
    for (let tried = 0; ; tried += 1) {
      try {
        return await registerOnce(ask, subject, type);
      } catch (error) {
        const wait = AGAIN_AFTER_MS[tried];
        if (wait === undefined || (error instanceof RegistryError && REFUSED_FOR_GOOD.includes(error.status)))
          throw notAccepted(subject, error);
        await delay(wait * (0.5 + Math.random()));
      }
    }
  };

async function registerOnce(ask: AskRegistry, subject: string, type: RecordType): Promise<number> {
  const name = encodeURIComponent(subject);
  const level = fieldOf(await ask('GET', `/config/${name}`), 'compatibilityLevel');
  // NONE is what a registry may say of a subject for which nothing was set.
  if (typeof level === 'string' && level.toUpperCase() !== COMPATIBILITY && level.toUpperCase() !== 'NONE')
    throw new RegistryError(`its compatibility is ${level}, not ${COMPATIBILITY}`);
  const answer = await ask('POST', `/subjects/${name}/versions`, { schema: JSON.stringify(type.schema) });
  const id = fieldOf(answer, 'id');
  if (typeof id !== 'number') throw new RegistryError("the answer is not a schema registry's");
  // Another process may have registered it and ended before it set this.
  if (level !== COMPATIBILITY) await ask('PUT', `/config/${name}`, { compatibility: COMPATIBILITY });
  return id;
}

const fieldOf = (answer: Awaited<ReturnType<AskRegistry>>, name: string): unknown =>
  typeof answer === 'object' && 'body' in answer && typeof answer.body === 'object' && answer.body !== null
    ? (answer.body as Readonly<Record<string, unknown>>)[name]
    : undefined;

const isError = (error: unknown): error is Error => error instanceof Error;
const messageOf = ({ message }: Error): string => message;

function notAccepted(subject: string, error: unknown): RegistryError {
  const detail =
    error instanceof Error ? [error, error.cause].filter(isError).map(messageOf).join(': ') : String(error);
  const status = error instanceof RegistryError ? error.status : undefined;
  return new RegistryError(`the schema registry does not accept ${subject}: ${detail}`, {
    cause: error,
    ...(status !== undefined && { status }),
  });
}
