/** Header values as Kafka has them: a name may come several times, and a value may be null. */
export type RecordHeaders = Readonly<Record<string, HeaderValue | HeaderValue[] | undefined>>;
type HeaderValue = Buffer | string | null;

/** One Kafka record on its way in. */
export interface InboundRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /**
   * Milliseconds since 1970, by the clock of the producer or of the broker, as the topic says; of a record that is
   * replayed, when its dead letter was written.
   */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** The one value of a header, or undefined where it is absent, null or given more than once. */
export function headerText(headers: RecordHeaders, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || value === null || Array.isArray(value) ? undefined : value.toString();
}
