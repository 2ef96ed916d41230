import { expect, it } from '@jest/globals';
import { PartitionProblem, type PartitionState, type SourceState } from '../../../consumers/bridge/source.ts';
import { reasonsNotReady, type Condition } from '../../../infra/observe/health.ts';

const now = Date.UTC(2026, 0, 2);
const secondsAgo = (seconds: number) => now - seconds * 1_000;

const aPartition = (about: Partial<PartitionState> = {}): PartitionState => ({
  topic: 'orders.placed',
  partition: 0,
  inFlight: 0,
  committed: undefined,
  pausedSince: undefined,
  problem: undefined,
  ...about,
});

const aSource = (about: Partial<SourceState> = {}): SourceState => ({
  phase: 'reading',
  since: secondsAgo(60),
  heardAt: secondsAgo(3),
  cause: undefined,
  partitions: [aPartition()],
  ...about,
});

const reasons = (about: Partial<Condition>) =>
  reasonsNotReady(
    {
      phase: 'running',
      since: secondsAgo(60),
      crash: undefined,
      source: aSource(),
      breakers: [{ name: 'Temporal', since: undefined, cause: undefined }],
      unwritten: [],
      heldUp: [],
      failing: [],
      ...about,
    },
    now,
  );

it.each<[string, Partial<Condition>]>([
  ['that reads, with every dependency there', {}],
  ['that is a worker alone', { source: undefined, breakers: [] }],
  ['that has no partition, for others have them all', { source: aSource({ partitions: [] }) }],
  [
    'with a full window, however long',
    { source: aSource({ partitions: [aPartition({ inFlight: 256, pausedSince: secondsAgo(600) })] }) },
  ],
  [
    'with a record that is being decoded for a moment',
    { source: aSource({ partitions: [aPartition({ pausedSince: secondsAgo(2) })] }) },
  ],
])('a process is ready %s', (_, about) => {
  expect(reasons(about)).toEqual([]);
});

it.each<[string, Partial<Condition>, string]>([
  ['starts', { phase: 'starting', since: secondsAgo(3), source: undefined }, 'starting, for 3 s'],
  ['drains', { phase: 'draining', since: secondsAgo(1) }, 'draining, for 1 s: no new records are taken'],
  [
    'crashed',
    { phase: 'crashed', crash: new Error('the topic was recreated') },
    'stopped by an error that a retry cannot fix: the topic was recreated',
  ],
  [
    'has no place in the group',
    { source: aSource({ phase: 'joining', since: secondsAgo(4), partitions: [] }) },
    'joining the consumer group, or waiting for it to rebalance, for 4 s',
  ],
  [
    'lost its place in the group by a failure',
    {
      source: aSource({
        phase: 'joining',
        since: secondsAgo(4),
        cause: new Error('no broker'),
        partitions: [],
      }),
    },
    'joining the consumer group, or waiting for it to rebalance, for 4 s: no broker',
  ],
  [
    'does not know where to read on',
    { source: aSource({ phase: 'locating', since: secondsAgo(5) }) },
    'waiting for the brokers to say where to read on, for 5 s',
  ],
  [
    'hears nothing from the brokers, although the connections are open',
    { source: aSource({ heardAt: secondsAgo(11) }) },
    'Kafka gives no answer, for 11 s',
  ],
  [
    'waits for a dependency',
    {
      breakers: [
        {
          name: 'Temporal',
          since: secondsAgo(12),
          cause: new Error('Failed to signal', { cause: new Error('14 UNAVAILABLE: no connection') }),
        },
      ],
    },
    'Temporal gives no answer, for 12 s: Failed to signal: 14 UNAVAILABLE: no connection',
  ],
  [
    'has a partition that cannot be read',
    {
      source: aSource({
        partitions: [
          aPartition({ problem: new PartitionProblem('unreadable', 'unreadable batch at offset 7') }),
        ],
      }),
    },
    'orders.placed/0 is stopped: unreadable batch at offset 7',
  ],
  [
    'has a partition without a leader',
    {
      source: aSource({
        partitions: [
          aPartition({
            problem: new PartitionProblem('no-leader', 'partition orders.placed/0 has no leader'),
          }),
        ],
      }),
    },
    'partition orders.placed/0 has no leader: it is read as soon as it has one',
  ],
  [
    'has a topic that was deleted',
    {
      source: aSource({
        partitions: [aPartition({ problem: new PartitionProblem('topic-gone', 'there is no topic a') })],
        topicProblems: [new PartitionProblem('topic-gone', 'there is no topic a')],
      }),
    },
    'there is no topic a: nothing of it is read',
  ],
  [
    'cannot write a partition',
    {
      unwritten: [
        { topic: 'orders.outcomes', partition: 3, since: secondsAgo(8), cause: new Error('no leader') },
      ],
    },
    'orders.outcomes/3 cannot be written, for 8 s: no leader',
  ],
  [
    'has a record that nothing decodes',
    { source: aSource({ partitions: [aPartition({ pausedSince: secondsAgo(7) })] }) },
    'orders.placed/0 waits for its next record to be decoded, for 7 s',
  ],
  [
    'has a record that fails each time',
    {
      heldUp: [
        {
          topic: 'orders.placed',
          partition: 0,
          offset: 17n,
          since: secondsAgo(9),
          cause: new TypeError('not a number: secret'),
        },
      ],
    },
    'orders.placed/0 is held up at offset 17, for 9 s: TypeError; see the log for its stack',
  ],
])('a process that %s is not ready, and says it in plain words', (_, about, reason) => {
  expect(reasons(about)).toEqual([reason]);
});

it('all reasons are listed, not only the first one', () => {
  const source = aSource({
    partitions: [aPartition({ problem: new PartitionProblem('unreadable', 'unreadable') })],
  });
  const breakers = [{ name: 'Temporal', since: secondsAgo(1), cause: new Error('gone') }];
  expect(reasons({ phase: 'draining', source, breakers })).toHaveLength(3);
});
