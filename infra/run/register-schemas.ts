import type { RecordType } from '../../schemas/bridge/record-type.ts';
import type { Registry } from '../../schemas/bridge/registry.ts';
import { cannotReach, reasonOf } from '../user-error.ts';

/** A record type as one topic carries it: one subject of the registry. */
export interface TopicType {
  readonly topic: string;
  readonly type: RecordType;
}

/**
 * Makes sure that the registry holds each schema. Gives one sentence for each that it does not take, and one for all
 * if no server answers at its URL.
 */
export async function registerSchemas(
  registry: Registry,
  url: string,
  types: readonly TopicType[],
): Promise<string[]> {
  const results = await Promise.allSettled(types.map(({ topic, type }) => registry.register(topic, type)));
  const problems = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => `${reasonOf(reason)}; see KTB_REGISTRY_URL`);
  const silence = problems.length > 0 ? await silenceOf(url) : undefined;
  return silence === undefined ? [...new Set(problems)] : [silence];
}

const ANSWER_WITHIN_MS = 5_000;

/** The sentence for a silent registry; its client throws the same kind of error for a refusal and for silence. */
async function silenceOf(url: string): Promise<string | undefined> {
  // Without the path: any answer at all means that a server is there.
  const { origin } = new URL(url);
  try {
    await (await fetch(origin, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })).body?.cancel();
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    return cannotReach('the schema registry', origin, 'KTB_REGISTRY_URL', cause).message;
  }
}
