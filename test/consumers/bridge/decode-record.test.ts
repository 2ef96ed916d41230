import { expect, it } from '@jest/globals';
import { ignore } from '../../../consumers/bridge/command.ts';
import { decoder } from '../../../consumers/bridge/decode-record.ts';
import { route, type RouteOptions } from '../../../consumers/bridge/route.ts';
import { OrderApproved } from '../../../schemas/generated/orders.ts';
import { aRecord } from './record.ts';

const decodedAs = { kind: 'decoded', type: OrderApproved, value: {} } as const;

const decode = (options: RouteOptions<OrderApproved> = {}) =>
  decoder({
    routes: [route('orders.approvals', OrderApproved, () => ignore('test'), options)],
    codec: { decode: async () => decodedAs },
  });

it.each([
  [undefined, ignore('tombstone')],
  ['dead-letter', { kind: 'rejected', reason: 'tombstone', stage: 'decode' }],
] as const)('takes a null value as its topic says: %s', async (tombstone, expected) => {
  const decoded = await decode({ ...(tombstone && { tombstone }) })(aRecord({ value: null }));
  expect(decoded).toMatchObject(expected);
});

it('gives what the codec makes of the bytes', async () => {
  expect(await decode()(aRecord())).toBe(decodedAs);
});
