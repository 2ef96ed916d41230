import { expect, it } from '@jest/globals';
import { PartitionProblem } from '../../../consumers/bridge/source.ts';
import { ignore } from '../../../consumers/bridge/command.ts';
import { route } from '../../../consumers/bridge/route.ts';
import { OrderApproved, OrderConfirmed } from '../../../schemas/generated/orders.ts';
import { REASONS, rejected } from '../../../schemas/bridge/rejected.ts';
import { aRecord } from '../../consumers/bridge/record.ts';
import { eventually } from '../../eventually.ts';
import { aPartition, observed } from './observed.ts';

it('counts records by route and result, and dead letters by reason', async () => {
  const { progress, scrape } = observed();
  const route = 'orders.approvals/orders.v1.OrderApproved';
  progress.onSettled(aRecord(), route, { kind: 'delivered' });
  progress.onSettled(aRecord({ offset: 42n }), route, { kind: 'delivered' });
  progress.onSettled(aRecord({ offset: 43n }), route, { kind: 'duplicate' });
  progress.onSettled(aRecord({ offset: 44n }), route, { kind: 'ignored', reason: 'tombstone' });
  progress.onSettled(aRecord({ offset: 45n }), route, rejected('dispatch', 'late', 'too late'));
  const text = await scrape();
  const series = `ktb_records_total{topic="orders.approvals",route="${route}",result=`;
  expect(text).toContain(`${series}"delivered"} 2\n`);
  expect(text).toContain(`${series}"duplicate"} 1\n`);
  expect(text).toContain(`${series}"ignored"} 1\n`);
  expect(text).toContain(`${series}"rejected"} 1\n`);
  expect(text).toContain(
    `ktb_dead_letters_total{topic="orders.approvals",route="${route}",reason="late"} 1\n`,
  );
});

it('no label holds anything that a record brought', async () => {
  const { progress, scrape } = observed();
  const record = aRecord({
    key: Buffer.from('SECRET'),
    value: Buffer.from('SECRET'),
    headers: { a: 'SECRET' },
  });
  progress.onHeldUp(record, new Error('SECRET'));
  progress.onSettled(record, 'orders.approvals', rejected('route', 'invalid', 'SECRET'));
  progress.onUnwritten(record, 1, new Error('SECRET'));
  progress.onRetry({ ...record, id: 'SECRET', log: 'SECRET' }, 1, new Error('SECRET'));
  const text = await scrape();
  expect(text).toContain('ktb_temporal_retries_total{why="outage"} 1\n');
  expect(text).toContain('ktb_held_up_total{topic="orders.approvals"} 1\n');
  expect(text).not.toContain('SECRET');
});

it('measures how long a record takes, from the first time that it is offered', async () => {
  const { progress, scrape, source, opened } = observed();
  await source.start(() => ({
    offer: async () => undefined,
    skip: () => undefined,
    committable: undefined,
    inFlight: 0,
    idle: async () => undefined,
    close: () => undefined,
  }));
  const record = aRecord();
  await opened[0]!.offer(record);
  const first = performance.now();
  await eventually(() => performance.now() - first > 300);
  await opened[0]!.offer(aRecord());
  progress.onSettled(record, 'r', { kind: 'delivered' });
  // Of a generation that is over.
  progress.onSettled(record, 'r', { kind: 'delivered' });
  const text = await scrape();
  expect(text).toContain('ktb_settle_seconds_count{topic="orders.approvals"} 1\n');
  expect(text).toContain('ktb_settle_seconds_bucket{le="0.25",topic="orders.approvals"} 0\n');
});

it('shows the partitions that are assigned, and forgets those that are not any more', async () => {
  const { state, scrape } = observed();
  state.partitions = [aPartition({ inFlight: 3, pausedSince: Date.now() }), aPartition({ partition: 5 })];
  const before = await scrape();
  expect(before).toContain('ktb_in_flight{topic="orders.approvals",partition="2"} 3\n');
  expect(before).toContain('ktb_partition_paused{topic="orders.approvals",partition="2"} 1\n');
  expect(before).toContain('ktb_partition_paused{topic="orders.approvals",partition="5"} 0\n');
  state.partitions = [
    aPartition({ partition: 5, problem: new PartitionProblem('unreadable', 'unreadable') }),
  ];
  const after = await scrape();
  expect(after).toContain('ktb_partition_stopped{topic="orders.approvals",partition="5"} 1\n');
  expect(after).not.toContain('partition="2"');
});

it('shows the breakers, the bound on calls, and whether the process is ready', async () => {
  const { observer, temporal, scrape } = observed();
  expect(await scrape()).toContain('ktb_ready 0\n');
  observer.running();
  const before = await scrape();
  expect(before).toContain('ktb_ready 1\n');
  expect(before).toContain('ktb_breaker_open{dependency="Temporal"} 0\n');
  expect(before).toContain('ktb_temporal_concurrency_limit 7\n');

  const giveUp = new AbortController();
  const asking = temporal.call(
    () => Promise.reject(new Error('gone')),
    giveUp.signal,
    () => giveUp.abort(new Error('enough')),
  );
  await expect(asking).rejects.toThrow('enough');
  const after = await scrape();
  expect(after).toContain('ktb_breaker_open{dependency="Temporal"} 1\n');
  expect(after).toContain('ktb_ready 0\n');
  expect(observer.reasons()).toEqual([expect.stringMatching(/^Temporal gives no answer.*gone/)]);
});

it('counts an outcome once the broker has it, and not one that it did not take', async () => {
  const { observer, scrape } = observed();
  let takes = false;
  const publish = () => (takes ? Promise.resolve() : Promise.reject(new Error('not now')));
  const publisher = observer.publisher({ publish }, { unwritten: [] });
  const outcome = { topic: 'orders.outcomes', type: { name: 'OrderConfirmed' } } as never;
  const { signal } = new AbortController();
  await expect(publisher.publish(outcome, signal)).rejects.toThrow('not now');
  takes = true;
  await publisher.publish(outcome, signal);
  expect(await scrape()).toContain('ktb_outcomes_total{topic="orders.outcomes",type="OrderConfirmed"} 1\n');
});

it('every series is there from the start, at 0', async () => {
  const { observer, progress, scrape } = observed();
  const toNothing = () => ignore('a test');
  observer.expect({
    routes: [route('orders.approvals', OrderApproved, toNothing)],
    outcomes: { 'orders.outcomes': [OrderConfirmed] },
  });
  const before = await scrape();
  const labels = 'topic="orders.approvals",route="orders.approvals/orders.v1.OrderApproved"';
  for (const series of [
    `ktb_records_total{${labels},result="delivered"}`,
    'ktb_records_total{topic="orders.approvals",route="orders.approvals",result="rejected"}',
    `ktb_dead_letters_total{${labels},reason="late"}`,
    'ktb_held_up_total{topic="orders.approvals"}',
    'ktb_temporal_retries_total{why="overload"}',
    'ktb_dead_letter_retries_total{topic="orders.approvals.dlq"}',
    'ktb_outcomes_total{topic="orders.outcomes",type="OrderConfirmed"}',
    'ktb_settle_seconds_count{topic="orders.approvals"}',
  ])
    expect(before).toContain(`${series} 0\n`);

  const names = (text: string) => [...text.matchAll(/^ktb_\w+_total\{.*?\}/gm)].map(([name]) => name).sort();
  const record = aRecord();
  const name = 'orders.approvals/orders.v1.OrderApproved';
  progress.onHeldUp(record, new Error('x'));
  progress.onUnwritten({ ...record, topic: 'orders.approvals.dlq' }, 1, new Error('x'));
  for (const reason of REASONS) progress.onSettled(record, name, rejected('route', reason, 'x'));
  for (const kind of ['delivered', 'duplicate'] as const) progress.onSettled(record, name, { kind });
  progress.onSettled(record, 'orders.approvals', rejected('decode', 'not-framed', 'x'));
  expect(names(await scrape())).toEqual(names(before));
});

it('the last known lag stays while the group is joined again, and grows old', async () => {
  const { state, kafka, scrape } = observed();
  const ages = (text: string) => Number(/^ktb_lag_age_seconds (.*)$/m.exec(text)?.[1]);
  const lag = 'ktb_lag{topic="orders.approvals",partition="2"} 4\n';
  state.partitions = [aPartition()];
  const unknown = await scrape();
  await eventually(async () => ages(await scrape()) > ages(unknown));

  kafka.answers = true;
  await eventually(async () => (await scrape()).includes(lag), 30_000);
  kafka.answers = false;
  Object.assign(state, { phase: 'joining', partitions: [] });
  const known = ages(await scrape());
  await eventually(async () => ages(await scrape()) > known + 6);
  expect(await scrape()).toContain(lag);
  // Brokers answer again, but which partitions are its own is not known yet.
  kafka.answers = true;
  const before = ages(await scrape());
  await eventually(async () => ages(await scrape()) > before + 6);
  expect(await scrape()).toContain(lag);
  // Another member has the partition now.
  Object.assign(state, { phase: 'reading', partitions: [aPartition({ partition: 5 })] });
  expect(await scrape()).not.toContain(lag);
});

it('shows which topics cannot be written, until they can', async () => {
  const { producer, observer, scrape } = observed();
  producer.unwritten = [
    { topic: 'orders.placed.dlq', partition: 1, since: 0, cause: new Error('no leader') },
  ];
  expect(await scrape()).toContain('ktb_unwritten{topic="orders.placed.dlq"} 1\n');
  expect(observer.reasons().join()).toContain('orders.placed.dlq/1 cannot be written');
  producer.unwritten = [];
  expect(await scrape()).not.toContain('ktb_unwritten{');
});
