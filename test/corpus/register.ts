import type { CorpusSchema } from './corpus-record.ts';

const JSON_TYPE = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

/** Registers schemas by Confluent's API, each under a subject of its own; gives their ids. */
export function schemaRegistrar(url: string) {
  let subjects = 0;
  return async (
    { text, type = 'AVRO' as never, deleted }: CorpusSchema,
    references?: object[],
  ): Promise<number> => {
    subjects += 1;
    const subject = `${url}/subjects/corpus-${process.pid}-${subjects}`;
    const body = JSON.stringify({ schema: text, schemaType: type, ...(references && { references }) });
    const answer = await fetch(`${subject}/versions`, { method: 'POST', headers: JSON_TYPE, body });
    if (!answer.ok) throw new Error(`the registry took no ${type} schema: ${await answer.text()}`);
    const { id } = (await answer.json()) as { id: number };
    if (deleted) await remove(subject);
    if (deleted === 'permanent') await remove(`${subject}?permanent=true`);
    return id;
  };
}

async function remove(subject: string): Promise<void> {
  const answer = await fetch(subject, { method: 'DELETE' });
  if (!answer.ok) throw new Error(`the registry deleted nothing: ${await answer.text()}`);
}
