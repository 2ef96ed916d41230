import { expect, it } from '@jest/globals';
import { ignore } from '../../../consumers/bridge/command.ts';
import { orderRoutes } from '../../../consumers/orders.ts';
import { routeProblems } from '../../../consumers/bridge/route-problems.ts';
import { route } from '../../../consumers/bridge/route.ts';
import { recordType } from '../../../schemas/bridge/record-type.ts';
import { OrderApproved, OrderPlaced } from '../../../schemas/generated/orders.ts';

const approvals = route('orders.approvals', OrderApproved, () => ignore('test'));

it('finds nothing wrong with the order routes', () => expect(routeProblems(orderRoutes())).toEqual([]));

it('says that there is no route', () => expect(routeProblems([])).toEqual(['there is no route']));

it.each([
  [{ late: 'explode' }, /approvals.*OrderApproved: late: /],
  [{ early: 'ignore' }, /early: should be start, dead-letter, or { waitMs } from 1 to 3600000/],
  [{ early: { waitMs: 0 } }, /early: should be/],
  [{ early: { waitMs: 3_600_001 } }, /early: should be/],
  [{ startFrom: 'middle' }, /startFrom: /],
  [{ incarnation: 0 }, /incarnation: /],
  [{ topic: '' }, /topic: must not be empty/],
  [{ topic: 'orders.placed.dlq' }, /topic: must not be a dead-letter topic/],
])('names the policy that is wrong: %j', (wrong, message) => {
  const [problem, ...others] = routeProblems([{ ...approvals, ...wrong } as typeof approvals]);
  expect(problem).toMatch(message);
  expect(others).toEqual([]);
});

it('says that one record type has two reader schemas', () => {
  const other = recordType<object>({
    ...OrderApproved.schema,
    fields: OrderApproved.schema.fields.slice(0, 1),
  });
  const elsewhere = route('orders.others', other, () => ignore('test'));
  expect(routeProblems([approvals, elsewhere])).toEqual([
    expect.stringMatching(/^type orders.v1.OrderApproved: .* different schemas/),
  ]);
});

it('names all problems at once: two routes of one type, and routes that differ in what their topic decides', () => {
  const other = route('orders.approvals', OrderPlaced, () => ignore('test'), { startFrom: 'end' });
  expect(
    routeProblems([approvals, approvals, other, { ...other, topic: 'x', late: 'never' as 'ignore' }]),
  ).toEqual([
    expect.stringMatching(/^route x\/.*: late: /),
    expect.stringMatching(/^route orders.approvals\/orders.v1.OrderApproved: there are 2/),
    expect.stringMatching(/^topic orders.approvals: its routes differ in startFrom/),
  ]);
});
