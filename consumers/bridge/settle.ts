import { isRejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import { ignore } from './command.ts';
import { deadLetterOf, type WriteDeadLetter } from './dead-letter.ts';
import type { Delivery } from './deliver.ts';
import type { InboundRecord } from './inbound-record.ts';
import type { RoutedRecord } from './route-record.ts';

/** What became of a record. */
export type Settlement = Delivery | Rejected;

/** @param route `<topic>/<full name>`, or the topic alone if the record's type is not known */
export type OnSettled = (record: InboundRecord, route: string, settlement: Settlement) => void;

export interface SettlerParts {
  readonly writeDeadLetter: WriteDeadLetter;
  readonly onSettled?: OnSettled;
}

/** Resolves once the record needs nothing more, so that its offset can be committed. Rejects once `abort` has fired. */
export type Settle = (routed: RoutedRecord, settlement: Settlement, abort: AbortSignal) => Promise<void>;

/** The stage that ends the way of a record: one that was rejected gets its dead letter first. */
export const settler = ({ writeDeadLetter, onSettled }: SettlerParts): Settle =>
  async function settle({ record, identity, route, policies }, found, abort) {
    const settlement = byPolicy(policies, found);
    if (isRejected(settlement))
      await writeDeadLetter(deadLetterOf(record, identity, route, settlement), abort);
    onSettled?.(record, route, settlement);
  };

/** A route may have a late event, or a conflict, ignored. */
export function byPolicy(policies: RoutedRecord['policies'], settlement: Settlement): Settlement {
  if (!isRejected(settlement)) return settlement;
  const { reason } = settlement;
  const mayBeIgnored = reason === 'late' || reason === 'conflict';
  return mayBeIgnored && policies[reason] === 'ignore' ? ignore(reason) : settlement;
}
