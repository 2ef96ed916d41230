import { condition, continueAsNew, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { publish } from '../../workflows/outcomes.ts';
import type { LawEvent } from './events.ts';

export const add = defineSignal<[LawEvent]>('add');
export const getApplied = defineQuery<number[]>('getApplied');

/**
 * Keeps the numbers of the events that it applied, in that order, which is what the laws are about. `renew` goes on in
 * a new run, `end` publishes an outcome and ends it.
 */
export async function tally(id: string, applied: number[] = []): Promise<number[]> {
  let asked = 'add' as LawEvent['ask'];
  setHandler(getApplied, () => applied);
  setHandler(add, ({ n, ask }) => {
    applied.push(n);
    if (ask !== 'add') asked = ask;
  });
  await condition(() => asked !== 'add');
  if (asked === 'renew') return continueAsNew<typeof tally>(id, applied);
  await publish('OrderExpired', { orderId: id, expiredAt: 0 });
  return applied;
}
