import { startBridge } from '../../consumers/bridge/bridge.ts';
import { decoder } from '../../consumers/bridge/decode-record.ts';
import { createDispatch, temporalBreaker, type Dispatch } from '../../consumers/bridge/dispatch.ts';
import { openPartition, type PartitionParts } from '../../consumers/bridge/partition.ts';
import { router } from '../../consumers/bridge/route-record.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { Window } from '../../consumers/bridge/window.ts';
import { Assignment } from '../../infra/kafka/assignment.ts';
import type { Kafka as KafkaPorts } from '../../infra/kafka/kafka.ts';
import { batchHandler } from '../../infra/kafka/kafkajs/source/batches.ts';
import { Membership } from '../../infra/kafka/kafkajs/source/membership.ts';
import { SourceProgress } from '../../infra/kafka/kafkajs/source/progress.ts';
import { commitMetadata } from '../../infra/kafka/kafkajs/source/source.ts';
import { positionTaker } from '../../infra/kafka/kafkajs/source/take-up.ts';
import { TopicBeginnings } from '../../infra/kafka/topic-beginnings.ts';
import type { Logger } from '../../infra/logger.ts';
import { MemberConsumer } from './consumer.ts';
import type { Tell } from './happening.ts';
import { letterOf, type Group, type Kafka } from './kafka.ts';
import type { Caller, Network } from './network.ts';
import { codecOf, ROUTES, TOPIC } from './records.ts';
import type { Temporal } from './temporal.ts';

/** Parts of the bridge that a schedule can run without; see `without.ts`. */
export interface BridgeParts {
  readonly assign?: (...args: ConstructorParameters<typeof Assignment>) => Assignment;
  readonly partition?: (parts: PartitionParts) => PartitionParts;
}

export interface MemberParts {
  readonly network: Network;
  readonly temporal: Temporal;
  readonly kafka: Kafka;
  readonly group: Group;
  readonly parts: BridgeParts;
  readonly tell: Tell;
  /** A member begins to work on a record. */
  readonly onBegun: (member: Member, offset: number) => void;
  readonly onSettled: (member: Member, offset: number) => void;
  readonly onCommitted: (member: Member, joined: number) => void;
}

/** A process of the bridge, put together as the bridge is, on an in-memory Kafka and Temporal. */
export class Member implements Caller {
  readonly name: string;
  isAlive = true;
  readonly consumer: MemberConsumer;
  readonly #membership: Membership;
  readonly #handle: ReturnType<typeof batchHandler>;

  constructor(name: string, given: MemberParts) {
    const { network, kafka, group, parts, tell, onBegun, onSettled, onCommitted } = given;
    const { wait } = network;
    this.name = name;
    const consumer = new MemberConsumer({
      ...{ caller: this, group, network, tell, log: kafka.log },
      onCommitted: (joined) => onCommitted(this, joined),
    });
    this.consumer = consumer;
    const beginnings = new TopicBeginnings(TOPICS);
    const metadataOf = commitMetadata(TOPICS, beginnings);
    const shared = { consumer: consumer.asConsumer, groupId: group.reader, log: SILENT, metadataOf };
    const takeUp = positionTaker({
      ...{ ...shared, topics: TOPICS, beginnings, partitionCount: () => 1, wait },
      kafka: portsOf(kafka, group),
    });
    this.#membership = new Membership({
      ...{ ...shared, takeUp, progress: new SourceProgress() },
      assign: parts.assign ?? ((...args) => new Assignment(...args)),
      onCrash: (cause) => {
        throw cause;
      },
    });
    const source = { start: (open) => this.#membership.follow(open) } as RecordSource;
    this.#handle = batchHandler({
      ...{ cluster: { endsOfEpochs: async () => [] }, log: SILENT, isDraining: () => false, wait },
      commitSoon: () => this.commit(),
      assignment: () => this.#membership.assignment,
    });
    const partition = (usual: PartitionParts) => ({ ...usual, wait, window: new Window(SMALL) });
    const dispatch = dispatchFor(this, given);
    void startBridge({
      ...{ source, cluster: 'c', reader: group.reader, routes: ROUTES },
      codec: codecOf(kafka.log, (answer) => network.send(this, { what: 'ask the registry' }, answer)),
      dispatch: (todo, identity, abort) => {
        onBegun(this, Number(identity.offset));
        return dispatch(todo, identity, abort);
      },
      writeDeadLetter: (record) =>
        network.send(this, { what: `dead letter of record ${letterOf('', record).offset}` }, () => {
          kafka.letters.push(letterOf(group.reader, record));
          tell('dead-lettered', `${name} writes the dead letter of record ${letterOf('', record).offset}`);
        }),
      partition: (usual) => openPartition((parts.partition ?? ((same) => same))(partition(usual))),
      onSettled: ({ offset }, _, { kind }) => {
        onSettled(this, Number(offset));
        tell('settled', `${name} settles record ${offset}: ${kind}`);
      },
    });
  }

  fetch(): boolean {
    return this.consumer.fetch(this.#handle);
  }

  /** As its timer does. A failure costs a redelivery at worst. */
  commit(): void {
    this.#membership.assignment.commitSettled().catch(() => undefined);
  }
}

export const dispatchFor = (caller: Caller, { network, temporal }: MemberParts): Dispatch =>
  createDispatch({
    client: temporal.clientFor(caller),
    temporal: temporalBreaker({ wait: network.wait, opensAfter: Infinity, opensAfterMs: Infinity }),
  });

export const routeOf = (reader: string) => router({ routes: ROUTES, cluster: 'c', reader });
export const decodeOf = ({ log }: Kafka) =>
  decoder({ routes: ROUTES, codec: codecOf(log, async (answer) => answer()) });

/** Small enough to be full at times. */
const SMALL = { records: 3, span: 300, bytes: Infinity };
const TOPICS = new Map([[TOPIC, { incarnation: 1, startFrom: 'beginning' } as const]]);
const silent = () => undefined;
const SILENT = { debug: silent, info: silent, warn: silent, error: silent } as unknown as Logger;

/** What a member asks the brokers when it takes up its partition. */
const portsOf = ({ log }: Kafka, group: Group) =>
  ({
    groups: {
      committed: async () =>
        group.committed
          ? [
              {
                ...{ topic: TOPIC, partition: 0, offset: BigInt(group.committed.offset) },
                metadata: Buffer.from(group.committed.metadata),
              },
            ]
          : [],
    },
    cluster: {
      knownRanges: async () => {
        const high = BigInt(log.end);
        return [{ topic: TOPIC, partition: 0, low: 0n, stable: high, high, topicId: 'T', leaderEpoch: 1 }];
      },
      endsOfEpochs: async () => [],
    },
  }) as unknown as KafkaPorts;
