/**
 * Why a record cannot be used. The values are a frozen format: the `ktb_reason` header of dead letters
 * holds them, and people filter by them.
 */
export const REASONS = [
  'tombstone',
  'not-framed',
  'unknown-schema',
  'not-avro',
  'undecodable',
  'incompatible-schema',
  'oversize',
  'no-route',
  'bad-key',
  'key-mismatch',
  'invalid',
  'early',
  'late',
  'conflict',
  'overtaken',
  'refused',
] as const;

export type Reason = (typeof REASONS)[number];

/** The step that rejected a record. */
export type Stage = 'decode' | 'route' | 'dispatch';

/** A record that cannot be used: a value, not an exception, because it leads to a dead letter. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly stage: Stage;
  readonly reason: Reason;
  /** One sentence that names the place, never a value of the payload. */
  readonly message: string;
  /** Calls made before it was rejected. Default 1. */
  readonly attempts?: number;
}

/** A message goes into a header of the dead letter, beside those that the record brought. */
const MAX_MESSAGE_CHARS = 1_000;

export const rejected = (stage: Stage, reason: Reason, message: string): Rejected => ({
  kind: 'rejected',
  stage,
  reason,
  message: message.length > MAX_MESSAGE_CHARS ? `${message.slice(0, MAX_MESSAGE_CHARS)}…` : message,
});

export const isRejected = (value: { kind: string }): value is Rejected => value.kind === 'rejected';
