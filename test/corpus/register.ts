import { randomUUID } from 'node:crypto';
import type { CorpusSchema } from './corpus-record.ts';

const JSON_TYPE = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

/** Registers schemas by Confluent's API, each under a subject of its own; gives their ids. */
export function schemaRegistrar(url: string) {
  let subject = '';

  async function register(
    { text, type, deleted }: CorpusSchema,
    references: readonly object[] = [],
  ): Promise<number> {
    subject = `corpus-${randomUUID()}`;
    const where = `${url}/subjects/${subject}`;
    const body = JSON.stringify({ schema: text, schemaType: type ?? 'AVRO', references });
    const answer = await fetch(`${where}/versions`, { method: 'POST', headers: JSON_TYPE, body });
    if (!answer.ok) throw new Error(`the registry took no such schema: ${await answer.text()}`);
    const { id } = (await answer.json()) as { id: number };
    if (deleted) await remove(where);
    if (deleted === 'permanent') await remove(`${where}?permanent=true`);
    return id;
  }

  return Object.assign(register, { lastSubject: () => subject });
}

async function remove(subject: string): Promise<void> {
  const answer = await fetch(subject, { method: 'DELETE' });
  if (!answer.ok) throw new Error(`the registry deleted nothing: ${await answer.text()}`);
}
