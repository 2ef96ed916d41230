import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../settings/config.ts';
import type { Logger } from '../logger.ts';
import { reasonOf, UserError } from '../user-error.ts';
import { createEndpoint } from './endpoint.ts';
import { createObserver, type Observer } from './observer.ts';

/** An observer with an HTTP endpoint. */
export interface Observation {
  readonly observer: Observer;
  close(): Promise<void>;
}

/**
 * Listens before anything else starts, so that a slow start can be observed. If another process of the bridge already
 * uses the default port, this one takes a free port. If `KTB_HEALTH_ADDRESS` is set and not available, throws a
 * `UserError`.
 */
export async function startObserving(address: Config['health'], log: Logger): Promise<Observation> {
  const observer = createObserver();
  const app = await listen(address, observer);
  const { address: host, family, port } = app.server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
  log.info({ livez: `${url}/livez`, readyz: `${url}/readyz`, metrics: `${url}/metrics` }, 'health at');
  return { observer, close: () => app.close() };
}

async function listen({ host, port, isSet }: Config['health'], observer: Observer): Promise<FastifyInstance> {
  try {
    return await open(host, port, observer);
  } catch (error) {
    if (!isSet && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') return open(host, 0, observer);
    throw new UserError(
      `cannot listen at ${host}:${port}: set KTB_HEALTH_ADDRESS to another address (${reasonOf(error)})`,
      1,
      { cause: error },
    );
  }
}

async function open(host: string, port: number, observer: Observer): Promise<FastifyInstance> {
  const app = createEndpoint(observer);
  await app.listen({ host, port });
  return app;
}
