import type { RecordType } from './record-type.ts';

/** The record types on each topic, which producers and subscribers rely on. */
export type TopicTypes = Readonly<Record<string, readonly RecordType[]>>;

/** The topic and type of an outcome, by its short name. Throws if there is none. */
export function outcomeNamed(outcomes: TopicTypes, name: string): { topic: string; type: RecordType } {
  for (const [topic, types] of Object.entries(outcomes)) {
    const type = types.find((candidate) => candidate.name === name);
    if (type) return { topic, type };
  }
  throw new Error(`no outcome topic carries a record named ${name}`);
}
