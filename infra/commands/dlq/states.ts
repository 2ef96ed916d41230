import { isForbidden } from '../../kafka/errors.ts';
import { readLetterState, type DoneState } from '../../../consumers/bridge/letter-state.ts';
import { readDeadLetter, type DeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import type { TopicPartition } from '../../../consumers/bridge/source.ts';
import { groupIdOf } from '../../app/group-id.ts';
import type { FoundLetter } from './selection.ts';
import type { DlqSession } from './session.ts';

/** `rejected-again`: a later letter of the same event stands for it, and `by` says which. */
export const STATES = ['waiting', 'replayed', 'settled', 'rejected-again'] as const;
export type State = (typeof STATES)[number];

export interface Stated {
  readonly state: State;
  readonly by?: Place;
  /** Known from the offsets of a version before states, and so for as long as Kafka keeps those. */
  readonly fromOffsets?: true;
}

/** How often a letter is replayed by default before it is given up. */
export const MAX_REPLAYS = 5;

export type Place = TopicPartition & { readonly offset: bigint };

export type StateOf = (letter: FoundLetter) => Stated;

/** Reads what is known of the letters that are on the topic now. Those that come later are `waiting`. */
export async function readStates(session: DlqSession, signal?: AbortSignal): Promise<StateOf> {
  const { kafka, topic } = session;
  const group = stateGroupOf(session);
  const done = new Map<string, DoneState>();
  const latest = new Map<string, Latest>();
  const before = await replayedBefore(session);
  await kafka.readLog({
    topic,
    ...(signal && { signal }),
    onRecord(record) {
      const mark = readLetterState(record);
      if (mark?.group === group) done.set(placeOf(mark), mark.state);
      const letter = readDeadLetter(record);
      if (!letter) return;
      const name = nameOf(letter);
      if (isLater(record, latest.get(name))) latest.set(name, latestOf(record));
    },
  });

  return function stateOf(letter) {
    const { at } = letter;
    const last = latest.get(nameOf(letter)) ?? at;
    if (placeOf(last) !== placeOf(at) && !isLater(at, latestOf(last)))
      return { state: 'rejected-again', by: { topic, partition: last.partition, offset: last.offset } };
    const state = done.get(placeOf(at));
    if (state) return { state };
    const isBefore = at.offset < (before.get(at.partition) ?? 0n) && letter.replays < MAX_REPLAYS;
    return isBefore ? { state: 'replayed', fromOffsets: true } : { state: 'waiting' };
  };
}

/** Under which group states are written and read. */
export const stateGroupOf = ({ app, config }: Pick<DlqSession, 'app' | 'config'>): string =>
  groupIdOf(app, config);

/** Versions before states committed how far an unselected replay had come. Nothing commits there any more. */
async function replayedBefore(session: DlqSession): Promise<ReadonlyMap<number, bigint>> {
  const { kafka, topic } = session;
  const committed = await kafka.groups
    .committed(`${stateGroupOf(session)}.replay`, [topic])
    .catch((error: unknown) => {
      // A login that may not use the group has never replayed with it.
      if (isForbidden(error)) return [];
      throw error;
    });
  return new Map(committed.map(({ partition, offset }) => [partition, offset]));
}

type Latest = Pick<InboundRecord, 'partition' | 'offset' | 'timestamp'>;

const latestOf = ({ partition, offset, timestamp }: Latest): Latest => ({ partition, offset, timestamp });

/** Copies of a letter share their key, so they share a partition, unless the topic was given more of them since. */
const isLater = (record: Latest, other: Latest | undefined): boolean =>
  other === undefined ||
  (record.partition === other.partition ? record.offset > other.offset : record.timestamp > other.timestamp);

/**
 * Several records may share an event id, if a producer sends one event to several workflows, if their topic was created
 * again, or if an unclean leader election lost one of them.
 */
const nameOf = ({ eventId, original: { key, topicId, leaderEpoch } }: DeadLetter): string =>
  JSON.stringify([eventId, key?.toString('base64'), topicId, leaderEpoch]);

const placeOf = ({ partition, offset }: { partition: number; offset: bigint }): string =>
  `${partition}/${offset}`;
