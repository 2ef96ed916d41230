import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ignore } from '../../../consumers/bridge/command.ts';
import { route } from '../../../consumers/bridge/route.ts';
import { OrderApproved, OrderPlaced } from '../../../schemas/generated/orders.ts';
import { createObserver } from '../../../infra/observe/observer.ts';

const run = { workflowId: 'w', runId: 'r', workflowType: 'W' };
const signal = { kind: 'unhandled', signal: 's', topic: 'a', partition: 1, offset: '5', since: 0 } as const;
const routes = [
  route('a', OrderApproved, () => ignore('test')),
  route('b', OrderApproved, () => ignore('test')),
  route('b', OrderPlaced, () => ignore('test')),
];

/** An observer of a worker's waits, what it counts, and what it logs. */
function observed() {
  const lines: string[] = [];
  const observer = createObserver();
  const onWait = observer.waits(routes, pino({}, { write: (line: string) => void lines.push(line) }));
  const counted = async (name: string) =>
    (await observer.scrape()).text.split('\n').filter((line) => line.startsWith(name));
  return { onWait, counted, logged: () => lines.map((line) => JSON.parse(line) as object) };
}

it('both counters are there at 0, the one of signals for each route that a worker can tell', async () => {
  const { counted } = observed();
  expect(await counted('ktb_unfinished_handlers_total')).toEqual(['ktb_unfinished_handlers_total 0']);
  expect(await counted('ktb_unhandled_signals_total')).toEqual([
    'ktb_unhandled_signals_total{topic="a",route="a/orders.v1.OrderApproved"} 0',
    'ktb_unhandled_signals_total{topic="b",route="b"} 0',
  ]);
});

it('a signal without a handler is counted once, and logged with its workflow, name and record each time', async () => {
  const { onWait, counted, logged } = observed();
  onWait({ ...run, wait: signal, isOver: false, isFirst: true });
  onWait({ ...run, wait: signal, isOver: true, isFirst: false });
  expect((await counted('ktb_unhandled_signals_total'))[0]).toMatch(/ 1$/);
  expect(await counted('ktb_unfinished_handlers_total')).toEqual(['ktb_unfinished_handlers_total 0']);
  const what = { signal: 's', topic: 'a', partition: 1, offset: '5', route: 'a/orders.v1.OrderApproved' };
  expect(logged()).toMatchObject([
    { level: 40, ...run, ...what, since: '1970-01-01T00:00:00.000Z' },
    { level: 40, ...run, ...what },
  ]);
});

it('so is a workflow that its handlers keep open', async () => {
  const { onWait, counted, logged } = observed();
  const wait = { kind: 'unfinished', handlers: ['work'], since: 0 } as const;
  onWait({ ...run, wait, isOver: false, isFirst: true });
  expect(await counted('ktb_unfinished_handlers_total')).toEqual(['ktb_unfinished_handlers_total 1']);
  expect(logged()).toMatchObject([{ level: 40, ...run, handlers: ['work'] }]);
});
