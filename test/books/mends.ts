import { join } from 'node:path';
import type { OrderServices } from '../../activities/services.ts';
import { meaningOf, type Meaning, type Refusing } from '../../activities/answers.ts';

/** What keeps the books right. Each can be taken away, to see that the books notice. */
export const MENDS = ['in-progress', 'certain', 'final', 'parallel'] as const;
export type Mend = (typeof MENDS)[number];

const here = (...path: string[]) => join(import.meta.dirname, ...path);
const workflow = (name: string) => here('..', '..', 'workflows', name);

/** Modules of the workflows, and what takes their place. */
export const replacements = (without?: Mend): Readonly<Record<string, string>> => ({
  [workflow('hears-after.ts')]: here('shrunk-hears-after.ts'),
  ...((without === 'certain' || without === 'parallel') && {
    [workflow('undo-at-once.ts')]: here('without', `${without}.ts`),
  }),
});

/** Without `in-progress`, a 409 that the table does not know is final; for undos, too. */
export const meaningWithout = (without?: Mend) =>
  without !== 'in-progress'
    ? meaningOf
    : (answer: Refusing): Meaning => {
        const meaning = meaningOf(answer);
        if (meaning !== 'later' || answer.status !== 409) return meaning;
        return answer.kind === 'undo' ? 'CompensationRefusedError' : 'BadRequestError';
      };

type Services = Omit<OrderServices, 'mailer'>;

/** Without `final`, whatever an undo answers is believed to have undone the step. */
export function servicesWithout(without: Mend | undefined, services: Services): Services {
  if (without !== 'final') return services;
  const believed = <Given extends readonly unknown[]>(undo: (...given: Given) => Promise<object>) =>
    (async (...given: Given) => {
      await undo(...given);
      return { undone: true, final: false };
    }) as never;
  return {
    inventory: { ...services.inventory, release: believed(services.inventory.release) },
    payments: { ...services.payments, refund: believed(services.payments.refund) },
    shipping: { ...services.shipping, cancel: believed(services.shipping.cancel) },
  };
}
