/**
 * What a failure of Kafka means for the caller.
 *
 * - `outage`: Kafka does not answer, or not to us. The same call can succeed later.
 * - `refused`: the broker does not accept this record. No later attempt succeeds.
 * - `fatal`: it cannot go on without a person, such as at a batch that cannot be read.
 */
export type KafkaFailure = 'outage' | 'refused' | 'fatal';

/** A failure of Kafka, whatever client is behind the port; the client's own error is its cause. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';
  readonly kind: KafkaFailure;
  constructor(kind: KafkaFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Whether the broker refused a record, as a rule because of its size. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof KafkaError && error.kind === 'refused';

/** Whether Kafka does not answer, or not to us. */
export const isKafkaOutage = (error: unknown): boolean =>
  error instanceof KafkaError && error.kind === 'outage';
