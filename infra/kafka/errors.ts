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
  readonly detail: KafkaErrorDetail | undefined;
  /** host:port of the broker that could not be reached, if it is known. */
  readonly broker: string | undefined;
  constructor(kind: KafkaFailure, message: string, options: KafkaErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.detail = options.detail;
    this.broker = options.broker;
  }
}

/** The login is not accepted; it may not do this; the broker ended the connection; or it does not know the topic. */
export type KafkaErrorDetail = 'login' | 'permission' | 'closed' | 'no-topic';

interface KafkaErrorOptions extends ErrorOptions {
  readonly detail?: KafkaErrorDetail;
  readonly broker?: string;
}

/** Whether Kafka answers that the login may not do this. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof KafkaError && error.detail === 'permission';

/** Whether Kafka answers that there is no such topic. */
export const isOfNoTopic = (error: unknown): boolean =>
  error instanceof KafkaError && error.detail === 'no-topic';

/** Whether the broker refused a record, as a rule because of its size. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof KafkaError && error.kind === 'refused';

/** Whether Kafka does not answer, or not to us. */
export const isKafkaOutage = (error: unknown): boolean =>
  error instanceof KafkaError && error.kind === 'outage';
