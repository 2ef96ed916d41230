import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { Lanes } from '../../consumers/bridge/lanes.ts';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import { openPartition } from '../../consumers/bridge/partition.ts';
import { mayWorkLater } from '../../consumers/bridge/temporal-answers.ts';
import { Window } from '../../consumers/bridge/window.ts';
import type { PartitionWorker, TopicPartition } from '../../consumers/bridge/source.ts';
import { Assignment } from '../../infra/kafka/assignment.ts';
import { kafkaSource } from '../../infra/kafka/kafkajs/source/source.ts';
import { PartitionLog } from '../../infra/kafka/partition-log.ts';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';
import {
  EVENT_HEADER,
  readEventHeader,
  writeHeader,
} from '../../workflows/bridge/interceptors/event-header.ts';
import { HastyWatermark } from '../hasty-watermark.ts';
import { plainKafka } from '../plain-kafka.ts';
import type { Parts } from './lab.ts';

export interface Broken {
  /** The part that keeps the law, and what is wrong with the one in its place. */
  readonly part: string;
  readonly parts: Parts;
}

/** For each test file of a law the part behind it, in a version that breaks the law. */
export const BROKEN = {
  'l01-no-loss': {
    part: 'partition: settles a record before it is dispatched',
    parts: {
      partition: (work) =>
        openPartition({
          ...work,
          dispatch: async (...given) => {
            void work.dispatch(...given);
            return { kind: 'delivered' };
          },
        }),
    },
  },
  'l01-recreated': {
    part: 'assignment: keeps no topic ids',
    parts: { assign: (...args) => new WithoutTopicIds(...args) },
  },
  'l02-once': { part: 'guard: not loaded by the worker', parts: { guard: [] } },
  'l02-readers': {
    part: 'client interceptor: does not say who reads',
    parts: {
      carrier: [
        {
          signalWithStart: (input, next) =>
            eventInterceptor.signalWithStart!(input, ({ headers, ...rest }) => {
              const { reader: _, ...event } = readEventHeader(headers)!;
              return next({ ...rest, headers: { ...headers, [EVENT_HEADER]: writeHeader(event) } });
            }),
        },
      ],
    },
  },
  'l02-again': { part: 'guard: not loaded by the worker', parts: { guard: [] } },
  'l02-reset': {
    part: 'guard: not loaded by the worker, and nothing is looked for before it is sent',
    parts: { guard: [], partition: (work) => offering(openPartition(work), { mayBeRepeated: false }) },
  },
  'l02-closed': {
    part: 'calls: may start a workflow again that is closed',
    parts: {
      carrier: [
        eventInterceptor,
        {
          signalWithStart: ({ options, ...input }, next) =>
            next({ ...input, options: { ...options, workflowIdReusePolicy: 'ALLOW_DUPLICATE' } }),
        },
      ],
    },
  },
  'l03-order': {
    part: 'lanes: run everything at once',
    parts: {
      partition: (work) =>
        openPartition({ ...work, lanes: { enqueue: (_, task) => task(), idle: async () => undefined } }),
    },
  },
  'l03-rejected-first': {
    part: 'lanes: a rejected record holds up no other',
    parts: {
      partition: (work) => {
        const lanes = new Lanes();
        return openPartition({
          ...work,
          lanes: { enqueue: (lane, task) => lanes.enqueue(lane, task), idle: () => lanes.idle() },
        });
      },
    },
  },
  'l04-no-phantom': { part: 'client interceptor: writes no event header', parts: { carrier: [] } },
  'l04-aborted': {
    part: 'Kafka client: kafkajs without patches, which has its own filter of aborted records',
    parts: {
      kafka: (real) => ({
        ...real,
        source: (options) => kafkaSource({ ...options, client: plainKafka(), kafka: real }),
      }),
    },
  },
  'l05-watermark': {
    part: 'watermark: follows the last record that is settled',
    parts: {
      partition: (work) => openPartition({ ...work, window: new Window(undefined, new HastyWatermark()) }),
    },
  },
  'l06-fencing': {
    part: 'assignment: outlives its generation',
    parts: { assign: (...args) => (everlasting ??= new Everlasting(...args)) },
  },
  'l06-finished': {
    part: 'assignment: commits what it settled after its generation is over',
    parts: { assign: (...args) => new Unfenced(...args) },
  },
  'l07-outage': {
    part: 'dispatch: gives a record up when Temporal does not answer',
    parts: {
      dispatch: (real) => (todo, identity, abort) =>
        Promise.race([
          real(todo, identity, abort),
          delay(1_000, rejected('dispatch', 'refused', 'no answer in time'), { ref: false }),
        ]),
    },
  },
  'l08-poison': {
    part: 'dead letters: written without waiting for the broker',
    parts: {
      writeDeadLetter: (real) => async (record, signal) => void real(record, signal).catch(() => undefined),
    },
  },
  'l08-large-history': {
    part: 'look into a history: takes pages as large as they come',
    parts: {
      calls(service) {
        const real = service.getWorkflowExecutionHistoryReverse.bind(service) as HistoryCall;
        service.getWorkflowExecutionHistoryReverse = ((request: HistoryRequest) =>
          real({ ...request, maximumPageSize: 0 })) as typeof service.getWorkflowExecutionHistoryReverse;
      },
    },
  },
  'l09-outcome': {
    part: 'outcome id: a new one for each attempt',
    parts: {
      publisher: (real) => ({
        publish: (record, signal) =>
          real.publish({ ...record, headers: { ...record.headers, ce_id: randomUUID() } }, signal),
      }),
    },
  },
  'l10-bounded': {
    part: 'window: without a bound',
    parts: {
      partition: (work) =>
        openPartition({ ...work, window: new Window({ records: Infinity, span: 1e9, bytes: Infinity }) }),
    },
  },
  'l11-drain': {
    part: 'source: stops without settling, committing or leaving',
    parts: { source: (real) => ({ ...real, stop: async () => ({ drained: true }) }) },
  },
  'l12-silence': {
    part: 'progress log: contains values of the record',
    parts: {
      progress: (log) => ({
        ...progressLog(log),
        onSettled: (record, name) => log.info({ record: String(record.value), name }, 'settled'),
      }),
    },
  },
  'l13-isolation': {
    part: 'sender: writes all topics in one line',
    parts: {
      sender(real) {
        let last: Promise<unknown> = Promise.resolve();
        const inLine = <T>(call: () => Promise<T>): Promise<T> => {
          const result = last.then(() => untilDone(call));
          last = result;
          return result;
        };
        return {
          partitionsOf: (...given) => inLine(() => real.partitionsOf(...given)),
          send: (...given) => inLine(() => real.send(...given)),
          close: () => real.close(),
        };
      },
    },
  },
  'l13-failing-call': {
    part: 'breaker: while it is open, only the calls that opened it are made',
    parts: {
      breaker: (options) =>
        new Exclusive({ name: 'Temporal', isOutage: mayWorkLater, opensAfterMs: 1_000, ...options }),
    },
  },
  'l13-refusals': {
    part: 'source: calls every record a possible redelivery',
    parts: { partition: (work) => offering(openPartition(work), { mayBeRepeated: true }) },
  },
} satisfies Record<string, Broken>;

export type LawTest = keyof typeof BROKEN;

export const LAW_TESTS = Object.keys(BROKEN) as LawTest[];

/** The law of a test file: `L1` of `l01-no-loss`. */
export const lawOf = (test: LawTest): string => `L${Number(test.slice(1, 3))}`;

/** The parts with which a law's test puts its bridge together: none of its own, or the broken one, if it is asked for. */
export const partsOf = (test: LawTest): Parts =>
  process.env['KTB_TEST_BROKEN_LAW'] === test ? BROKEN[test].parts : {};

/** Works on records as if they were so. */
const offering = (worker: PartitionWorker, about: Partial<InboundRecord>): PartitionWorker =>
  Object.assign(Object.create(worker) as PartitionWorker, {
    offer: (record: InboundRecord) => worker.offer({ ...record, ...about }),
  });

/** Tries for as long as a test takes. */
const untilDone = <T>(call: () => Promise<T>): Promise<T> =>
  call().catch(() => delay(100, undefined, { ref: false }).then(() => untilDone(call)));

let everlasting: Assignment | undefined;

class Everlasting extends Assignment {
  override close(): void {}
}

class Unfenced extends Assignment {
  override get over(): AbortSignal {
    return new AbortController().signal;
  }
}

class WithoutTopicIds extends Assignment {
  override located(partition: TopicPartition, { leaderEpoch, sent }: PartitionLog): void {
    const life = { topicId: undefined, isRecreated: false };
    super.located(partition, new PartitionLog(life, leaderEpoch, undefined, sent));
  }
}

type HistoryRequest = { readonly maximumPageSize?: number };
type HistoryCall = (request: HistoryRequest) => Promise<unknown>;

class Exclusive extends CircuitBreaker {
  override async call<T>(...given: Parameters<typeof CircuitBreaker.prototype.call<T>>): Promise<T> {
    while (this.recovery) await this.recovery;
    return super.call(...given);
  }
}
