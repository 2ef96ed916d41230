import { deadLetterTopic, type OutboundRecord } from './dead-letter.ts';
import { headerText, type InboundRecord } from './inbound-record.ts';

/** What became of a dead letter: a replay applied it, or it needs nothing more. */
export type DoneState = 'replayed' | 'settled';

/** Says that a consumer group is done with a dead letter, which is in the same partition of the same topic. */
export interface LetterState {
  readonly partition: number;
  /** Of the dead letter. */
  readonly offset: bigint;
  readonly state: DoneState;
  /** Each group that reads a topic works off its dead letters by itself. */
  readonly group: string;
}

/** Frozen: dead-letter topics hold them. */
const HEADERS = {
  state: 'ktb_state',
  partition: 'ktb_state_partition',
  offset: 'ktb_state_offset',
  group: 'ktb_state_group',
} as const;

/**
 * The state as a record of the dead-letter topic: the one place that lives as long as the letter, and that each login
 * which replays may write to.
 *
 * It goes to the letter's own partition, because Kafka deletes a partition from its front: a letter never outlives its
 * state. Its key is of its own, and its value is empty but not null, so that a compacted topic keeps it, and keeps the
 * letter. It has none of the headers by which readers know a dead letter, those before this format included.
 *
 * @param topic the dead-letter topic
 */
export const stateRecordOf = (
  topic: string,
  { partition, offset, state, group }: LetterState,
): OutboundRecord => ({
  topic,
  partition,
  key: Buffer.from(`ktb_state ${group} ${partition}/${offset}`),
  value: Buffer.alloc(0),
  headers: {
    [HEADERS.state]: state,
    [HEADERS.partition]: String(partition),
    [HEADERS.offset]: String(offset),
    [HEADERS.group]: group,
  },
});

/** Undefined if the record is no state of a dead letter. An upstream topic cannot forge one: see `withoutOurs`. */
export function readLetterState({ topic, headers }: InboundRecord): LetterState | undefined {
  const [state, partition, offset, group] = Object.values(HEADERS).map((name) => headerText(headers, name));
  if (!topic.endsWith(deadLetterTopic('')) || (state !== 'replayed' && state !== 'settled')) return undefined;
  if (!isNumber(partition) || !isNumber(offset) || group === undefined) return undefined;
  return { partition: Number(partition), offset: BigInt(offset), state, group };
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);
