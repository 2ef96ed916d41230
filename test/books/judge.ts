import { SERVICES, type OrderDraw, type Service } from './draw.ts';
import type { Ledger } from './stand-in.ts';
import type { TroubledService } from './service.ts';

/** The final outcome of an order, as far as the books are concerned. */
export interface Outcome {
  readonly name: string;
  readonly value: {
    readonly compensated?: readonly string[];
    readonly failedCompensations?: readonly string[];
    readonly unresolved?: readonly string[];
  };
}

/**
 * What cannot be explained of an order, in words; empty if its books are right. The ledgers of the services decide, the
 * outcome is only compared with them: every step was done once and the order confirmed; or everything that was done is
 * undone, none held up by another; or it is reported as unresolved, and the service never answered or never promised.
 *
 * @param undoWithinMs how long the orders asked for undos
 */
export function unexplained(
  order: OrderDraw,
  ledger: Ledger,
  outcomes: readonly Outcome[],
  undoWithinMs: number,
): string[] {
  const [outcome, ...more] = outcomes;
  if (!outcome) return [`no outcome; ${standing(ledger).join(', ') || 'nothing'} stands`];
  if (more.length > 0) return [`${outcomes.length} outcomes`];
  const totalMinor = order.items.reduce(
    (total, { quantity, unitPriceMinor }) => total + quantity * unitPriceMinor,
    0,
  );
  const faults = SERVICES.flatMap((service) =>
    faultOf(service, order.services[service].undo, ledger[service], outcome).map(
      (fault) => `${service}: ${fault}`,
    ),
  );
  const held = heldUp(ledger, undoWithinMs);
  if (held.length > 0) faults.push(`${held.join(', ')}: not asked to undo it, while another service was`);
  const wrong = ledger.payment.done.some(({ amountMinor }) => amountMinor !== totalMinor);
  return wrong ? [...faults, 'payment: a wrong amount'] : faults;
}

/**
 * Services that had something to undo, and were not asked in the first half of the time for it, although another one
 * was.
 */
function heldUp(ledger: Ledger, undoWithinMs: number): Service[] {
  const asked = SERVICES.map((service) => ledger[service].askedAt ?? Infinity);
  const latest = Math.min(...asked) + undoWithinMs / 2;
  return SERVICES.filter((service, at) => ledger[service].done.length > 0 && asked[at]! > latest);
}

const standing = (ledger: Ledger): string[] => SERVICES.filter((service) => sumOf(ledger[service]) !== 0);

const sumOf = ({ done, undone }: TroubledService): number => done.length - undone.length;

function faultOf(
  service: Service,
  { down }: OrderDraw['services'][Service]['undo'],
  ledger: TroubledService,
  { name, value }: Outcome,
): string[] {
  const sum = sumOf(ledger);
  if (name === 'OrderConfirmed') {
    return ledger.done.length === 1 && sum === 1
      ? []
      : [`confirmed, done ${ledger.done.length} times, undone ${ledger.undone.length} times`];
  }
  const has = (list: readonly string[] = []) => list.includes(service);
  if (has(value.unresolved)) {
    const neverAnswered = down === Infinity && ledger.asks > 0;
    const landedAt = ledger.done[0]?.at ?? Infinity;
    const neverPromised = ledger.foundNothingAt !== undefined && landedAt > ledger.foundNothingAt;
    if (neverAnswered || neverPromised) return [];
    return [`reported as unresolved, but the service would have helped; it was asked ${ledger.asks} times`];
  }
  if (sum === 0) return has(value.failedCompensations) ? ['undone, but reported as failed'] : [];
  return [`stands, and ${has(value.compensated) ? 'is reported as compensated' : `${name} does not say so`}`];
}
