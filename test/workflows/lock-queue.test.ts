import { describe, expect, it } from '@jest/globals';
import { LockQueue } from '../../workflows/lock-queue.ts';

const DAY = 24 * 60 * 60 * 1_000;
const wish = (lockId: string) => ({ lockId, workflowId: `workflow-${lockId}`, leaseMs: 100 });
const granted = (lockId: string, until: number) => ({ lockId, workflowId: `workflow-${lockId}`, until });

describe('a lock', () => {
  it('goes to those who ask in their order, once each, however often they ask', () => {
    const locks = new LockQueue();
    for (const id of ['a', 'b', 'c', 'b']) locks.request(wish(id), 0);
    expect(locks.nextLetter(0)).toEqual(granted('a', 100));
    expect(locks.nextLetter(0)).toBeUndefined();
    locks.release('a');
    expect(locks.nextLetter(10)).toEqual(granted('b', 110));
    locks.release('b');
    expect(locks.nextLetter(20)).toEqual(granted('c', 120));
    locks.release('c');
    expect(locks.nextLetter(30)).toBeUndefined();
    expect(locks.isIdle(30)).toBe(true);
  });

  it('goes to a waiting workflow once the lease is over; the previous holder has lost it', () => {
    const locks = new LockQueue();
    locks.request(wish('a'), 0);
    locks.nextLetter(0);
    locks.request(wish('b'), 50);
    expect(locks.msUntilNext(50)).toBe(50);
    expect(locks.nextLetter(99)).toBeUndefined();
    expect(locks.nextLetter(100)).toEqual(granted('b', 200));
    locks.renew(wish('a'), 101);
    expect(locks.nextLetter(101)).toEqual({ lockId: 'a', workflowId: 'workflow-a' });
  });

  it('is not renewed after its lease if another workflow waits, even before that has the answer', () => {
    const locks = new LockQueue();
    locks.request(wish('a'), 0);
    locks.nextLetter(0);
    locks.request(wish('b'), 0);
    locks.renew(wish('a'), 100);
    expect([locks.nextLetter(100), locks.nextLetter(100)]).toEqual([
      granted('b', 200),
      { lockId: 'a', workflowId: 'workflow-a' },
    ]);
  });

  it('stays with a late holder for a day while no other workflow asks', () => {
    const locks = new LockQueue();
    locks.request(wish('a'), 0);
    locks.nextLetter(0);
    locks.renew(wish('a'), 5_000);
    expect(locks.nextLetter(5_000)).toEqual(granted('a', 5_100));
    expect(locks.isIdle(5_099 + DAY)).toBe(false);
    expect(locks.isIdle(5_100 + DAY)).toBe(true);
  });

  it('is not given to a workflow that left the queue', () => {
    const locks = new LockQueue();
    for (const id of ['a', 'b', 'c']) locks.request(wish(id), 0);
    locks.nextLetter(0);
    locks.release('b');
    locks.release('a');
    expect(locks.nextLetter(1)).toEqual(granted('c', 101));
  });

  it('continues unchanged in the next run', () => {
    const before = new LockQueue();
    for (const id of ['a', 'b']) before.request(wish(id), 0);
    before.nextLetter(0);
    const locks = new LockQueue(before.state);
    expect(locks.nextLetter(99)).toBeUndefined();
    expect(locks.nextLetter(100)).toEqual(granted('b', 200));
  });
});
