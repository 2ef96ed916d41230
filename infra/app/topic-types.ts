import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { UserError } from '../user-error.ts';

/**
 * A record type of a topic, by short or full name. Throws a `UserError` that names the choices.
 *
 * @param remedy what else to say of a topic that is not known. Default: nothing
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

/** Whether the types of a topic or, of a dead-letter topic, of the one beside it are known. */
export const hasTypes = (contract: TopicTypes, topic: string): boolean =>
  Object.keys(contract).some((known) => topic === known || topic === deadLetterTopic(known));

/** Everything that may stand on a topic or, in its original bytes, on a dead-letter topic. */
export const allTypes = (contract: TopicTypes): RecordType[] => Object.values(contract).flat();
