import type { App } from '../app/app.ts';
import { ORDER_SETTINGS } from '../orders/settings.ts';
import { stopForBadSettings } from '../settings/setting.ts';
import { BRIDGE_SETTINGS } from '../settings/settings.ts';
import { createLogger } from '../logger.ts';
import type { Observer } from '../observe/observer.ts';
import { ordersApp } from '../orders/app.ts';
import { startAll } from '../run/start-all.ts';
import type { Endpoints } from '../settings/local-endpoints.ts';
import { prepare } from './prepare.ts';
import { startServers, type ServersChoice } from './servers.ts';
import { configFor, ordersConfigFor } from './stack-config.ts';
import { openTeams, type Teams } from './teams.ts';

interface BridgeOptions {
  /** Default: order fulfilment. A function gets the addresses of the servers, including the simulated services. */
  readonly app?: App | ((endpoints: Endpoints) => App);
  /** Settings of `ktb run`, such as `KTB_APPROVAL_WITHIN`; the stack sets the addresses of the servers. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface BridgeStackOptions extends BridgeOptions {
  /** Default `auto`: containers if a Docker engine and the images are available, else processes on this machine. */
  readonly servers?: ServersChoice;
}

export interface BridgeStack extends Teams {
  readonly endpoints: Endpoints;
  /** Drains the bridge, stops the servers, and deletes their data. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Kafka, schema registry, Temporal and the simulated services, and the bridge on them in this process: consumers and
 * worker. Topics, schemas and search attributes of the app are made. Free ports, nothing of it in the environment, and
 * nothing left after `stop`, or after this process. The first time, servers as local processes are fetched and built,
 * which takes minutes; later, a start takes seconds.
 *
 * Throws a `UserError`, having stopped what it started, with what is missing and what to do.
 *
 * @example
 * const stack = await startBridgeStack({ app });
 * await stack.produce('tickets.opened', 'TicketOpened', { ticketId: 't-1', subject: 'the printer' });
 * expect(await stack.awaitOutcome('TicketAnswered', 't-1')).toMatchObject({ value: { ticketId: 't-1' } });
 * await stack.stop();
 */
export async function startBridgeStack(options: BridgeStackOptions = {}): Promise<BridgeStack> {
  const { servers: choice = 'auto', ...bridge } = options;
  // Check the settings before servers take minutes to start.
  stopForBadSettings([BRIDGE_SETTINGS, ORDER_SETTINGS], { ...bridge.settings });
  const servers = await startServers(choice);
  try {
    const { teams, stop } = await startBridgeOn(servers.endpoints, bridge);
    let stopped: Promise<void> | undefined;
    const stopAll = () => stop().then(servers.stop, servers.stop);
    return { ...teams, endpoints: servers.endpoints, stop: () => (stopped ??= stopAll()) };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

/** The bridge in this process, on servers that are up, and the teams around it. `stop` leaves the servers alone. */
export async function startBridgeOn(
  endpoints: Endpoints,
  { app: given, settings, observer }: BridgeOptions & { readonly observer?: Observer } = {},
): Promise<{ teams: Teams; stop(): Promise<void> }> {
  const config = configFor(endpoints, settings);
  const app =
    typeof given === 'function'
      ? given(endpoints)
      : (given ?? ordersApp(ordersConfigFor(endpoints, settings)));
  const log = createLogger(config.logLevel);
  await prepare(config, app);
  const { teams, bridgeFailed, leave } = await openTeams(config, app, log, endpoints.simulator);
  try {
    const bridge = await startAll({ app, config, log, onCrash: bridgeFailed, ...(observer && { observer }) });
    observer?.running();
    const stop = () => bridge.stop(Date.now() + config.drainWithinMs).then(leave, leave);
    return { teams, stop };
  } catch (error) {
    await leave();
    throw error;
  }
}
