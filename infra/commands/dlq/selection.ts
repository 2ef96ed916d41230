import { readDeadLetter, type DeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';

/** A dead letter where it stands on its topic. */
export interface FoundLetter extends DeadLetter {
  readonly at: InboundRecord;
}

/** Each given one must hold. */
export interface Selection {
  readonly reasons?: readonly string[] | undefined;
  readonly routes?: readonly string[] | undefined;
  readonly keys?: readonly string[] | undefined;
  /** Written at or after, and before; milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The dead letter in a record, where there is one and it is selected. */
export function select(record: InboundRecord, selection: Selection): FoundLetter | undefined {
  const letter = readDeadLetter(record);
  if (!letter) return undefined;
  const { reasons, routes, keys, since = -Infinity, until = Infinity } = selection;
  const isSelected =
    (!reasons || reasons.includes(letter.reason)) &&
    (!routes || routes.includes(letter.route)) &&
    (!keys || (record.key !== null && keys.includes(record.key.toString()))) &&
    record.timestamp >= since &&
    record.timestamp < until;
  return isSelected ? { ...letter, at: record } : undefined;
}
