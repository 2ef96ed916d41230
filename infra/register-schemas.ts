import type { RecordType } from '../schemas/record-type.ts';
import type { Registry } from '../schemas/registry.ts';
import { reasonOf } from './user-error.ts';

/** A record type as one topic carries it: one subject of the registry. */
export interface TopicType {
  readonly topic: string;
  readonly type: RecordType;
}

/** Makes sure that the registry holds each schema. Gives one sentence for each that it does not take. */
export async function registerSchemas(registry: Registry, types: readonly TopicType[]): Promise<string[]> {
  const results = await Promise.allSettled(types.map(({ topic, type }) => registry.register(topic, type)));
  const problems = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => `${reasonOf(reason)}; see KTB_REGISTRY_URL`);
  return [...new Set(problems)];
}
