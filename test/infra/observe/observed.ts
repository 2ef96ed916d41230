import { Concurrency } from '../../../consumers/bridge/concurrency.ts';
import { CircuitBreaker } from '../../../consumers/bridge/circuit-breaker.ts';
import type {
  PartitionState,
  PartitionWorker,
  RecordSource,
  SourceState,
} from '../../../consumers/bridge/source.ts';
import { createLogger } from '../../../infra/logger.ts';
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

/** No broker answers. */
const refuse = () => Promise.reject(new Error('no broker'));
const noKafka = {
  cluster: { describe: refuse, ranges: refuse, offsetsSince: refuse, retention: refuse },
  groups: { committed: refuse, commit: refuse, remove: refuse },
};

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
  const observer = createObserver();
  const seen = observer.consumers({
    kafka: noKafka,
    groupId: 'a-group',
    source,
    breakers: [temporal],
    concurrency: new Concurrency({ isOverload: () => false, max: 7 }),
  });
  const progress = observer.progress(progressLog(createLogger('silent')));
  const scrape = async () => (await observer.scrape()).text;
  return { observer, state, source: seen, opened, temporal, progress, scrape };
}
