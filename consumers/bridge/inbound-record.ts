/** Header values as Kafka has them: a name may come several times, and a value may be null. */
export type RecordHeaders = Readonly<Record<string, HeaderValue | HeaderValue[] | undefined>>;
type HeaderValue = Buffer | string | null;

/** One Kafka record on its way in. */
export interface InboundRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** The one value of a header, or undefined where it is absent, null or given more than once. */
export function headerText(headers: RecordHeaders, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || value === null || Array.isArray(value) ? undefined : value.toString();
}
