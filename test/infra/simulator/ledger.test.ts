import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ledgerOf, ledgerPath, openSimulator, payment, post, reopen } from './open-simulator.ts';

describe('the ledger', () => {
  it('survives a restart whole', async () => {
    const simulator = await openSimulator();
    await post(simulator, '/payments', payment(), 'a');
    await post(simulator, '/payments/refunds', { orderId: '1' }, 'b');
    const before = await ledgerOf(simulator);
    expect(before.totals).toMatchObject({ charged: 1, refunded: 1 });
    expect(await ledgerOf(await reopen(simulator))).toEqual(before);
  });

  it('loses only the line that a crash cut off, and continues on a new one', async () => {
    const simulator = await openSimulator();
    await post(simulator, '/payments', payment(), 'a');
    await simulator.close();
    const whole = await readFile(simulator.ledgerFile, 'utf8');
    await appendFile(simulator.ledgerFile, '{"kind":"answer","key":"http b","ent');

    const restarted = await reopen(simulator);
    expect(await readFile(simulator.ledgerFile, 'utf8')).toBe(whole);
    await post(restarted, '/payments', payment({ orderId: '2' }), 'b');
    const again = await reopen(restarted);
    expect((await ledgerOf(again)).charged.map(({ orderId }) => orderId)).toEqual(['1', '2']);
  });

  it('removes a last line without its end even if it is valid JSON, because it was not acknowledged', async () => {
    const simulator = await openSimulator();
    await post(simulator, '/payments', payment(), 'a');
    await simulator.close();
    const whole = await readFile(simulator.ledgerFile, 'utf8');
    await writeFile(simulator.ledgerFile, whole.slice(0, -1));
    expect((await ledgerOf(await reopen(simulator))).charged).toEqual([]);
  });

  it('that is damaged in the middle keeps the simulator from starting', async () => {
    const ledgerFile = await ledgerPath();
    await writeFile(ledgerFile, '{"kind":"attempt"\n{"kind":"attempt","orderId":"1","operation":"charge"}\n');
    await expect(openSimulator({ ledgerFile })).rejects.toThrow(/ledger\.jsonl:1 is not JSON$/);
  });

  it('holds all of many requests at once', async () => {
    const simulator = await openSimulator();
    const orders = Array.from({ length: 100 }, (_, index) => String(index));
    await Promise.all(orders.map((orderId) => post(simulator, '/payments', payment({ orderId }), orderId)));
    const { charged } = await ledgerOf(await reopen(simulator));
    expect(new Set(charged.map(({ orderId }) => orderId))).toEqual(new Set(orders));
    expect(charged).toHaveLength(100);
  });

  it('can be read for one order, whatever its id', async () => {
    const simulator = await openSimulator();
    for (const orderId of ['1', '__proto__', 'ü & ?']) {
      await post(simulator, '/payments', payment({ orderId }), orderId.length.toString());
    }
    const ledger = await ledgerOf(simulator, '__proto__');
    expect(ledger.charged).toMatchObject([{ orderId: '__proto__' }]);
    expect(ledger.totals).toMatchObject({ charged: 1, chargedMinor: { EUR: 1_999 } });
    expect(Object.entries(ledger.attempts)).toEqual([['__proto__', { charge: 1 }]]);
    expect((await ledgerOf(simulator, 'ü & ?')).charged).toHaveLength(1);
    expect((await ledgerOf(simulator, 'nobody')).totals.charged).toBe(0);
  });
});
