import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { UserError } from '../user-error.ts';

/**
 * A record type of a topic, by short or full name. Throws a `UserError` that names the choices.
 *
 * @param remedy added to the message for an unknown topic. Default: nothing
 */
export function typeOnTopic(contract: TopicTypes, topic: string, name: string, remedy = ''): RecordType {
  const types = contract[topic];
  if (!types)
    throw new UserError(
      `no schemas are known for topic ${topic}; known: ${Object.keys(contract).join(', ')}${remedy}`,
      2,
    );
  const found = types.find((type) => type.name === name || type.fullName === name);
  if (found) return found;
  throw new UserError(
    `${topic} carries no ${name}; it carries: ${types.map((type) => type.name).join(', ')}`,
    2,
  );
}

/** Whether the types of a topic are known, or those of a dead-letter topic's original. */
export const hasTypes = (contract: TopicTypes, topic: string): boolean =>
  Object.keys(contract).some((known) => topic === known || topic === deadLetterTopic(known));

/** The types of all topics; dead-letter topics contain the same types, in their original bytes. */
export const allTypes = (contract: TopicTypes): RecordType[] => Object.values(contract).flat();
