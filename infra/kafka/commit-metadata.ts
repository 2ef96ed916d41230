/** What is known of the log in which an offset was committed. */
export interface CommitMetadata {
  /** Undefined if another tool committed the offset. */
  readonly incarnation: number | undefined;
  /** The topic's id; undefined if the brokers give none, or an earlier release committed the offset. */
  readonly topicId?: string | undefined;
  /** The leader epoch in which the record before the offset was written. */
  readonly epoch?: number | undefined;
  /** How many partitions the topic had when the group began to read it; known only if it begins at the end. */
  readonly partitions?: number | undefined;
  /** The topic took the place of another one of its name, so its id is part of its events' names. */
  readonly isRecreated?: boolean;
  /** Nothing at or above this offset was sent; undefined if an earlier release, or another tool, committed the offset. */
  readonly limit?: bigint | undefined;
  /** Another tool moved the group back, and what lies below this offset is read again. */
  readonly readAgainBelow?: bigint | undefined;
}

/**
 * Frozen: `incarnation=1;topic=<id>;epoch=5;partitions=3;recreated;limit=900;again=700`, written beside each committed offset. Only the
 * incarnation is in each of them. An earlier release reads it only if nothing follows it, and else takes the present one.
 */
export function writeCommitMetadata({
  incarnation,
  topicId,
  epoch,
  partitions,
  isRecreated,
  limit,
  readAgainBelow,
}: CommitMetadata): Buffer {
  const parts = [`incarnation=${incarnation}`];
  if (topicId !== undefined) parts.push(`topic=${topicId}`);
  if (epoch !== undefined) parts.push(`epoch=${epoch}`);
  if (partitions !== undefined) parts.push(`partitions=${partitions}`);
  if (isRecreated) parts.push('recreated');
  if (limit !== undefined) parts.push(`limit=${limit}`);
  if (readAgainBelow !== undefined) parts.push(`again=${readAgainBelow}`);
  return Buffer.from(parts.join(';'));
}

/** Parts that it does not know are passed over: a later release may have written them. */
export function readCommitMetadata(metadata: Buffer): CommitMetadata {
  const parts = new Map(metadata.toString().split(';').map(nameAndText));
  return {
    incarnation: wholeIn(parts.get('incarnation'), Number),
    topicId: parts.get('topic'),
    epoch: wholeIn(parts.get('epoch'), Number),
    partitions: wholeIn(parts.get('partitions'), Number),
    isRecreated: parts.has('recreated'),
    limit: wholeIn(parts.get('limit'), BigInt),
    readAgainBelow: wholeIn(parts.get('again'), BigInt),
  };
}

function nameAndText(part: string): [name: string, text: string] {
  const [name = '', ...text] = part.split('=');
  return [name, text.join('=')];
}

/** @param as `Number`, or `BigInt` for an offset */
const wholeIn = <T>(text: string | undefined, as: (digits: string) => T): T | undefined =>
  text !== undefined && /^\d+$/.test(text) ? as(text) : undefined;
