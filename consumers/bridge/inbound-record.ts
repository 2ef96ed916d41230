/** Header values as Kafka has them: a name may come several times, and a value may be null. */
export type RecordHeaders = Readonly<Record<string, HeaderValue | HeaderValue[] | undefined>>;
type HeaderValue = Buffer | string | null;

/** One header of a record. */
export type RecordHeader = readonly [name: string, value: Buffer | null];

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
  /** By name, to be looked up. */
  readonly headers: RecordHeaders;
  /** The same headers as they are in the record: in their order, each with its name. Every record of a source has it. */
  readonly headerList?: readonly RecordHeader[];
  /** The leader epoch of its partition in which it was written, if the source knows it. */
  readonly leaderEpoch?: number;
  /** The id of its topic, if the source knows it. Another topic of the same name has another. */
  readonly topicId?: string;
  /** Its topic took the place of another one of its name: the topic's id is part of its event's. */
  readonly isRecreated?: boolean;
  /** The offset that the group had committed for its partition when it was read, if the source knows it. */
  readonly committed?: bigint;
  /** Whether an earlier assignment of its partition may have sent it already; undefined if the source does not know. */
  readonly mayBeRepeated?: boolean;
  /** An operator moved the group back to it, so it is meant to have an effect if it had none. */
  readonly isReadAgain?: boolean;
}

/** The one value of a header, or undefined if it is absent, null or given more than once. */
export function headerText(headers: RecordHeaders, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || value === null || Array.isArray(value) ? undefined : value.toString();
}
