import { Counter, type Registry } from 'prom-client';

/** Counts the steps that an operator has to look after, from 0. The name is frozen: alerts use it. */
export function unresolvedCounter(registry: Registry): (step: string) => void {
  const counter = new Counter({
    name: 'ktb_unresolved_total',
    help: 'Steps of orders whose undo the service neither confirmed nor ruled out in time: an operator has to look after them',
    labelNames: ['step'],
    registers: [registry],
  });
  for (const step of ['inventory', 'payment', 'shipment']) counter.inc({ step }, 0);
  return (step) => counter.inc({ step });
}
