import type { RecordType } from '../../schemas/bridge/record-type.ts';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import { publishOutcome } from './publish.ts';

/** The values of an app's outcomes, by the short names of their records. */
export type OutcomeValues<Outcomes extends TopicTypes> = {
  [Type in Outcomes[keyof Outcomes][number] as Type['name']]: Type extends RecordType<infer Value>
    ? Value
    : never;
};

/** `publishOutcome` for the outcomes of one app: a misspelt name and a value of the wrong type do not compile. */
export type PublishOutcome<Outcomes extends TopicTypes> = <
  Name extends keyof OutcomeValues<Outcomes> & string,
>(
  name: Name,
  value: OutcomeValues<Outcomes>[Name],
  occurrence?: string,
) => Promise<void>;

/**
 * `publishOutcome` with the types of an app's outcomes. Only types are taken from the app, so that nothing of it gets
 * into the workflows' bundle: import the outcomes with `import type`.
 *
 * @example
 * import type { outcomes } from './outcomes.ts'; // export const outcomes = defineOutcomes({ … });
 * const publish = publisherOf<typeof outcomes>();
 * await publish('TicketAnswered', { ticketId, answer });
 */
export const publisherOf = <Outcomes extends TopicTypes>(): PublishOutcome<Outcomes> =>
  publishOutcome as PublishOutcome<Outcomes>;
