import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { SERVICES, type OrderDraw, type Service } from './draw.ts';
import { shrunk } from './pace.ts';
import { TroubledService, type Case, type Fate } from './service.ts';

export type Ledger = Readonly<Record<Service, TroubledService>>;

/** The three services in drawn trouble. */
export interface StandIn {
  readonly url: string;
  /** Adds an order, whose requests it takes from now on. */
  expect(order: OrderDraw): void;
  ledgerOf(orderId: string): Ledger;
  /** How many orders met the trouble of each case. */
  met(): Record<Case, number>;
  close(): Promise<void>;
}

const STEPS: Readonly<Record<string, Service>> = {
  '/inventory/reservations': 'inventory',
  '/payments': 'payment',
  '/shipments': 'shipment',
};
const UNDOS: Readonly<Record<string, Service>> = {
  '/inventory/releases': 'inventory',
  '/payments/refunds': 'payment',
  '/shipments/cancellations': 'shipment',
};

interface Body {
  readonly orderId: string;
  readonly amountMinor?: number;
}

/** Starts the services on a port of their own. */
export async function startStandIn(): Promise<StandIn> {
  const ledgers = new Map<string, Ledger>();
  const draws = new Map<string, OrderDraw>();
  const met = new Map<Case, Set<string>>();
  const meet = (orderId: string, which: Case) => met.set(which, (met.get(which) ?? new Set()).add(orderId));

  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request)) as Body;
    const key = String(request.headers['idempotency-key']);
    const handle = () => answer(request.url ?? '', key, body);
    if (draws.get(body.orderId)?.services[serviceOf(request.url ?? '')].twice) void handle();
    give(response, await handle());
  }

  async function answer(path: string, key: string, { orderId, amountMinor = 0 }: Body): Promise<Fate> {
    const service = serviceOf(path);
    const ledger = ledgers.get(orderId)!;
    if (Object.hasOwn(STEPS, path)) return ledger[service].do(amountMinor);
    const fate = ledger[service].undo(key);
    const helps = typeof fate === 'object' && fate.status === 200;
    if (service === 'shipment' && !helps && ledger.payment.done.length > 0) meet(orderId, 'M4');
    return fate;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    expect(order) {
      const { orderId, services } = order;
      const of = (service: Service) =>
        new TroubledService({
          service,
          draw: services[service],
          shrunk,
          met: (which) => meet(orderId, which),
        });
      draws.set(orderId, order);
      ledgers.set(orderId, Object.fromEntries(SERVICES.map((each) => [each, of(each)])) as unknown as Ledger);
    },
    ledgerOf: (orderId) => ledgers.get(orderId)!,
    met: () =>
      Object.fromEntries(
        (['M1', 'M2', 'M3', 'M4', 'M5'] as const).map((which) => [which, met.get(which)?.size ?? 0]),
      ) as Record<Case, number>,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const serviceOf = (path: string): Service => STEPS[path] ?? UNDOS[path] ?? 'inventory';

function give(response: ServerResponse, fate: Fate): void {
  if (fate === 'silent') return;
  if (fate === 'broken') response.destroy();
  else response.writeHead(fate.status, { 'content-type': 'application/json' }).end(JSON.stringify(fate.body));
}
