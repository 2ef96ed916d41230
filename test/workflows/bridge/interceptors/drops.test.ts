import { expect, it } from '@jest/globals';
import { dropOf } from '../../../../workflows/bridge/interceptors/drops.ts';

const event = { log: 'c/orders@1', partition: 2, offset: '7', id: 'ce:a', op: 'signal' as const };

it('a drop names both records, and nothing else of them', () => {
  expect(dropOf(event, 'approve', { log: 'c/other@3', partition: 1, offset: '9' })).toEqual({
    ...{ topic: 'orders', partition: 2, offset: '7', signal: 'approve' },
    first: { topic: 'other', partition: 1, offset: '9' },
  });
});

it('or one, if the other came in an earlier run', () => {
  expect(dropOf(event, 'approve', undefined).first).toBeUndefined();
});
