import { condition, continueAsNew, defineSignal, setHandler } from '@temporalio/workflow';
import type { Counted } from './records.ts';

export const count = defineSignal<[Counted]>('count');

/** Gives the numbers that it applied, in that order: the script that checks the soak finds them in the history. */
export async function counter(id: string, applied: number[] = []): Promise<number[]> {
  let asked = 'add' as Counted['ask'];
  setHandler(count, ({ n, ask }) => {
    applied.push(n);
    if (ask !== 'add') asked = ask;
  });
  await condition(() => asked !== 'add');
  return asked === 'renew' ? continueAsNew<typeof counter>(id, applied) : applied;
}
