import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../infra/simulator/simulator.ts';
import type { Statement } from '../../../infra/simulator/statement.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A path for a ledger in a folder of its own, which goes when the test is over. */
export async function ledgerPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ktb-simulator-'));
  closers.push(() => rm(folder, { recursive: true }));
  return join(folder, 'ledger.jsonl');
}

/** A simulator on free ports that closes when the test is over. Slow steps take no time unless the test says so. */
export async function openSimulator(options: Partial<SimulatorOptions> = {}): Promise<OpenSimulator> {
  const ledgerFile = options.ledgerFile ?? (await ledgerPath());
  const simulator = await startSimulator({ port: 0, smtpPort: 0, slowMs: 0, ...options, ledgerFile });
  let closed = false;
  const close = async () => {
    if (!closed) await simulator.close();
    closed = true;
  };
  closers.push(close);
  return { ...simulator, ledgerFile, close };
}

export interface OpenSimulator extends Simulator {
  readonly ledgerFile: string;
}

/** The same services, started again on what the ledger holds. */
export async function reopen(simulator: OpenSimulator): Promise<OpenSimulator> {
  await simulator.close();
  return openSimulator({ ledgerFile: simulator.ledgerFile });
}

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A POST as any client may send it. */
export async function post(
  { url }: Pick<Simulator, 'url'>,
  path: string,
  body: object,
  key?: string,
): Promise<Reply> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

export async function ledgerOf({ url }: Simulator, orderId?: string): Promise<Statement> {
  const response = await fetch(
    `${url}/ledger${orderId === undefined ? '' : `?orderId=${encodeURIComponent(orderId)}`}`,
  );
  return (await response.json()) as Statement;
}

/** Resolves when the order `1` was tried; fails after three minutes. */
export async function untilAttempted(simulator: Simulator, operation: string, times = 1): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (((await ledgerOf(simulator)).attempts['1']?.[operation] ?? 0) < times) {
    if (Date.now() > deadline) throw new Error(`${operation} was not attempted ${times} times`);
  }
}

/** Requests that go well, but for what the test says. */
export const reservation = (over: object = {}) => ({
  orderId: '1',
  customerId: 'c-1',
  items: [{ sku: 'BOOK-1', quantity: 2 }],
  ...over,
});

export const payment = (over: object = {}) => ({
  orderId: '1',
  customerId: 'c-1',
  amountMinor: 1_999,
  currency: 'EUR',
  ...over,
});

export const shipment = (over: object = {}) => ({
  orderId: '1',
  customerId: 'c-1',
  address: addressIn('GB'),
  ...over,
});

export const addressIn = (country: string) => ({
  name: 'Ada',
  line1: 'Main St 1',
  city: 'London',
  postalCode: 'N1',
  country,
});
