import { Concurrency } from '../../../consumers/bridge/concurrency.ts';
import { CircuitBreaker } from '../../../consumers/bridge/circuit-breaker.ts';
import type {
  PartitionState,
  PartitionWorker,
  RecordSource,
  SourceState,
} from '../../../consumers/bridge/source.ts';
import { createLogger } from '../../../infra/logger.ts';
import type { Unwritten } from '../../../infra/kafka/unwritten.ts';
import { createObserver } from '../../../infra/observe/observer.ts';
import { progressLog } from '../../../infra/observe/progress-log.ts';

export const aPartition = (about: Partial<PartitionState> = {}): PartitionState => ({
  topic: 'orders.approvals',
  partition: 2,
  inFlight: 0,
  committed: undefined,
  pausedSince: undefined,
  problem: undefined,
  ...about,
});

const refuse = () => Promise.reject(new Error('no broker'));

const RANGE = {
  ...{ topic: 'orders.approvals', partition: 2, low: 0n, stable: 4n, high: 4n },
  ...{ topicId: undefined, leaderEpoch: undefined },
};

/** Brokers that answer nothing, or four records of lag. */
function someKafka() {
  const kafka = {
    answers: false,
    cluster: {
      describe: refuse,
      ranges: refuse,
      knownRanges: () => (kafka.answers ? Promise.resolve([RANGE]) : refuse()),
      endsOfEpochs: refuse,
      offsetsSince: refuse,
      retention: refuse,
      compacted: refuse,
    },
    groups: {
      committed: () => (kafka.answers ? Promise.resolve([]) : refuse()),
      commit: refuse,
      remove: refuse,
    },
  };
  return kafka;
}

/** An observer of parts that nothing is behind. Kafka does not answer; the state is what a test sets it to. */
export function observed() {
  const state: { -readonly [Name in keyof SourceState]: SourceState[Name] } = {
    phase: 'reading',
    since: Date.now(),
    heardAt: Date.now(),
    cause: undefined,
    partitions: [],
  };
  const opened: PartitionWorker[] = [];
  const source: RecordSource = {
    capabilities: { revoking: false, leaderEpochs: false, topicIds: false },
    state,
    start: async (open) => void opened.push(open({ topic: 'orders.approvals', partition: 2 })),
    stop: async () => ({ drained: true }),
  };
  const temporal = new CircuitBreaker({ name: 'Temporal', isOutage: () => true, opensAfter: 1 });
  const producer: { unwritten: Unwritten[] } = { unwritten: [] };
  const kafka = someKafka();
  const observer = createObserver();
  const seen = observer.consumers({
    kafka,
    groupId: 'a-group',
    source,
    breakers: [temporal],
    concurrency: new Concurrency({ isOverload: () => false, max: 7 }),
    producer,
  });
  const progress = observer.progress(progressLog(createLogger('silent')));
  const scrape = async () => (await observer.scrape()).text;
  return { observer, kafka, state, producer, source: seen, opened, temporal, progress, scrape };
}
