import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { answerOnce } from './answer-once.ts';
import { openLedger } from './ledger.ts';
import { createServer } from './server.ts';
import { requirePackage } from '../app/optional-package.ts';

export interface SimulatorOptions {
  /** Address to listen on. Default: loopback, which only this machine can reach. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** 0 takes any free port. */
  readonly smtpPort: number;
  /** Created if it does not exist; otherwise the simulator continues with it. */
  readonly ledgerFile: string;
  /** Duration of each step of an order of `slow-*`, in milliseconds. Default 10,000. */
  readonly slowMs?: number;
}

export interface Simulator {
  /** Base URL of the three services. */
  readonly url: string;
  readonly port: number;
  /** host:port of the mail server. */
  readonly smtp: string;
  readonly smtpPort: number;
  /** Drops running slow steps without any effect. */
  close(): Promise<void>;
}

/** Starts the simulated services: inventory, payment and shipping over HTTP, and a mail server. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { host = '127.0.0.1', port, smtpPort, ledgerFile, slowMs = 10_000 } = options;
  requirePackage('smtp-server', 'the simulator');
  const { createMailSink } = await import('./mail.ts');
  const ledger = await openLedger(ledgerFile);
  const seen = answerOnce(ledger.books);
  const closing = new AbortController();
  const server = createServer({ ledger, once: seen, slowMs, closing: closing.signal });
  const mailSink = createMailSink({ ledger, once: seen });

  async function close(): Promise<void> {
    closing.abort();
    await server.close();
    if (mailSink.server.listening) await new Promise<void>((resolve) => mailSink.close(resolve));
    await ledger.close();
  }

  try {
    await server.listen({ host, port });
    await once(mailSink.listen(smtpPort, host), 'listening');
  } catch (error) {
    await close();
    throw error;
  }

  const bound = { port: portOf(server.server.address()), smtpPort: portOf(mailSink.server.address()) };
  return { ...bound, url: `http://${host}:${bound.port}`, smtp: `${host}:${bound.smtpPort}`, close };
}

const portOf = (address: AddressInfo | string | null) => (address as AddressInfo).port;
