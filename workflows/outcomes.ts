import type { OUTCOMES } from '../schemas/contract.ts';
import type { Decision } from './bridge/decision.ts';
import { publishDecided as publishAsDecided } from './bridge/publish-decided.ts';
import { publisherOf, type OutcomeValues } from './bridge/publisher-of.ts';

type Outcomes = OutcomeValues<typeof OUTCOMES>;

/** `publishOutcome` for the outcomes of this application. */
export const publish = publisherOf<typeof OUTCOMES>();

/** `publishDecided` for the outcomes of this application. */
export const publishDecided = <Name extends keyof Outcomes>(
  decision: Decision,
  name: Name,
  value: Outcomes[Name],
): Promise<void> => publishAsDecided(decision, name, value);
