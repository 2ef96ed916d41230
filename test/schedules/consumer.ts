import { endMark } from '../../infra/kafka/kafkajs/end-of-batch.ts';
import type { batchHandler } from '../../infra/kafka/kafkajs/source/batches.ts';
import type { MembershipOptions } from '../../infra/kafka/kafkajs/source/membership.ts';
import type { Tell } from './happening.ts';
import type { Commit, Group } from './kafka.ts';
import type { Caller, Network } from './network.ts';
import { bytesOf, headersOf, TOPIC, type Log } from './records.ts';

export interface ConsumerParts {
  readonly caller: Caller;
  readonly group: Group;
  readonly log: Log;
  readonly network: Network;
  readonly tell: Tell;
  /** Hears of a commit that the coordinator took. */
  readonly onCommitted: (joined: number) => void;
}

/** What kafkajs calls so: only `infra/kafka/kafkajs` names its types. */
type Consumer = MembershipOptions['consumer'];
type EachBatchPayload = Parameters<ReturnType<typeof batchHandler>>[0];

type Listener = (event: { readonly payload: unknown }) => void;
const EVENTS = { REBALANCING: 'rebalancing', HEARTBEAT: 'heartbeat', GROUP_JOIN: 'join', CRASH: 'crash' };

/** kafkajs as far as the bridge's source uses it: where a member of a group is, and what it was assigned. */
export class MemberConsumer {
  /** As the coordinator told it last: commits go out under it. */
  generation = -1;
  /** The generation whose assignment the source was told. */
  joined = -1;
  readonly #parts: ConsumerParts;
  readonly #listeners = new Map<string, Listener>();
  #position = 0;
  #isAssigned = false;
  #isPaused = false;
  #isMoved = false;
  #handling: object | undefined;

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
  }

  /** The part of kafkajs's interface that is used. */
  get asConsumer(): Consumer {
    return {
      events: EVENTS,
      on: (event: string, listener: Listener) => this.#listeners.set(event, listener),
      pause: () => (this.#isPaused = true),
      resume: () => (this.#isPaused = false),
      seek: ({ offset }: { offset: string }) => this.#seek(Number(offset)),
      commitOffsets: async ([one]: Offset[]) =>
        this.#commit(commitOf(this.#parts.caller, this.generation, one!), this.joined),
    } as unknown as Consumer;
  }

  /** It hears that there is another generation, and asks to be in it. */
  hear(): void {
    const { group } = this.#parts;
    this.#tell(EVENTS.REBALANCING, {});
    this.generation = group.generation;
  }

  /** It is told what it has in the generation. */
  join(): void {
    const { group, caller } = this.#parts;
    this.joined = this.generation;
    this.#isAssigned = group.owner === caller.name;
    this.#position = group.committed?.offset ?? 0;
    this.#isPaused = false;
    this.#handling = undefined;
    this.#tell(EVENTS.GROUP_JOIN, { memberAssignment: this.#isAssigned ? { [TOPIC]: [0] } : {} });
  }

  /** Hands over the records of a fetch, if there are any. */
  fetch(handle: (payload: EachBatchPayload) => Promise<void>): boolean {
    const { log } = this.#parts;
    const from = this.#position;
    if (!this.#isAssigned || this.#isPaused || this.#handling || from >= log.end) return false;
    const handling = {};
    this.#handling = handling;
    this.#isMoved = false;
    const done = () => {
      if (this.#handling === handling) this.#handling = undefined;
    };
    handle(this.#payload(messagesOf(log, from))).then(done, done);
    return true;
  }

  #payload(messages: object[]): EachBatchPayload {
    const { caller, network } = this.#parts;
    return {
      batch: { topic: TOPIC, partition: 0, messages },
      isRunning: () => caller.isAlive,
      isStale: () => this.#isMoved,
      pause: () => {
        this.#isPaused = true;
        return () => (this.#isPaused = false);
      },
      resolveOffset: (offset: string) => (this.#position = Number(offset) + 1),
      commitOffsetsIfNecessary: ({ topics }: OffsetsOfTopics) => {
        const { generation, joined } = this;
        const [one] = topics[0]!.partitions;
        const commit = commitOf(caller, generation, one!);
        const kind = { what: `commit ${one!.offset}`, line: `${caller.name}: commit` };
        return network.send(caller, kind, () => this.#commit(commit, joined));
      },
    } as unknown as EachBatchPayload;
  }

  #seek(offset: number): void {
    this.#position = offset;
    this.#isMoved = true;
  }

  #commit(commit: Commit, joined: number): void {
    const { group, tell, onCommitted } = this.#parts;
    const what = `the commit of ${commit.offset} by ${commit.member} in generation ${commit.generation}`;
    try {
      group.commit(commit);
    } catch (fenced) {
      tell('fenced', `${what} is refused`);
      throw fenced;
    }
    tell('committed', `${what} is taken`);
    onCommitted(joined);
  }

  #tell(event: string, payload: unknown): void {
    this.#listeners.get(event)?.({ payload });
  }
}

interface Offset {
  readonly offset: string;
  readonly metadata: string;
}

interface OffsetsOfTopics {
  readonly topics: { readonly partitions: Offset[] }[];
}

const commitOf = ({ name }: Caller, generation: number, { offset, metadata }: Offset): Commit => ({
  member: name,
  generation,
  offset: Number(offset),
  metadata,
});

const RECORDS_PER_FETCH = 2;

/** Records from an offset on, and a mark behind them if there are offsets without a record. */
function messagesOf(log: Log, from: number): object[] {
  const offsets = log.between(from, log.end).slice(0, RECORDS_PER_FETCH);
  const messages = offsets.map((offset) => ({
    ...{ offset: String(offset), timestamp: '0', ...bytesOf(offset) },
    headers: headersOf(log.records.get(offset)!),
  }));
  const isWhole = messages.length === RECORDS_PER_FETCH || offsets.at(-1) === log.end - 1;
  return isWhole ? messages : [...messages, endMark(noRecordAt(log.end - 1))];
}

const noRecordAt = (offset: number) => ({
  ...{ offset: String(offset), key: null },
  batchContext: { inTransaction: false },
});
