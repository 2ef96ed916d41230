import { readDeadLetter, type DeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';

/** A dead letter and its place on its topic. */
export interface FoundLetter extends DeadLetter {
  readonly at: InboundRecord;
}

/** Every given condition must hold. */
export interface Selection {
  readonly reasons?: readonly string[] | undefined;
  readonly eventIds?: readonly string[] | undefined;
  readonly routes?: readonly string[] | undefined;
  readonly keys?: readonly string[] | undefined;
  /** Written at or after, and before; milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The dead letter in a record; undefined if there is none or it is not selected. */
export function select(record: InboundRecord, selection: Selection): FoundLetter | undefined {
  const letter = readDeadLetter(record);
  if (!letter) return undefined;
  const { reasons, eventIds, routes, keys, since = -Infinity, until = Infinity } = selection;
  const isSelected =
    (!reasons || reasons.includes(letter.reason)) &&
    (!eventIds || eventIds.includes(letter.eventId)) &&
    (!routes || routes.includes(letter.route)) &&
    (!keys || (record.key !== null && keys.includes(record.key.toString()))) &&
    record.timestamp >= since &&
    record.timestamp < until;
  return isSelected ? { ...letter, at: record } : undefined;
}

/**
 * Whether the letter's workflow had its say already: it was closed, or another event's. A replay takes such a letter only
 * if it was asked for by its reason or by its id.
 */
export const isAnswered = ({ reason }: DeadLetter, { reasons, eventIds }: Selection): boolean =>
  (reason === 'late' || reason === 'conflict') && !reasons && !eventIds;
