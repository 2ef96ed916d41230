import { createServer } from 'node:net';
import { UserError } from '../user-error.ts';

/** Where each server listens if nobody says otherwise. */
export const USUAL_PORTS = {
  kafka: 9092,
  kafkaController: 9093,
  registry: 8081,
  temporal: 7233,
  temporalUi: 8233,
  simulator: 8090,
  smtp: 1025,
};

export type PortName = keyof typeof USUAL_PORTS;
export type Ports = Readonly<Record<PortName, number>>;

/** The environment's way to fix a port: `KTB_TEMPORAL_UI_PORT` for `temporalUi`. */
export const portSetting = (name: PortName): string =>
  `KTB_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}_PORT`;

/** The command line's: `--temporal-ui-port`. */
export const portOption = (name: PortName): string => `--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}-port`;

/**
 * A free port for each name: the one that is fixed, else the one of last time, else the usual one, else any.
 * Throws a `UserError` where a fixed one is taken.
 *
 * @param held names whose server is up already: they keep their port.
 */
export async function choosePorts(
  fixed: Partial<Ports>,
  previous: Partial<Ports> = {},
  held: ReadonlySet<PortName> = new Set(),
): Promise<Ports> {
  const chosen: Partial<Record<PortName, number>> = {};
  for (const name of Object.keys(USUAL_PORTS) as PortName[]) {
    const taken = new Set(Object.values(chosen));
    chosen[name] =
      held.has(name) && previous[name]
        ? previous[name]
        : await choosePort(name, fixed[name], previous[name], taken);
  }
  return chosen as Ports;
}

async function choosePort(
  name: PortName,
  fixed: number | undefined,
  previous: number | undefined,
  taken: Set<number>,
) {
  if (fixed !== undefined) {
    if (await isFree(fixed)) return fixed;
    throw new UserError(
      `port ${fixed} is in use: free it, or give another one with ${portOption(name)} or ${portSetting(name)}`,
    );
  }
  for (const port of [previous, USUAL_PORTS[name]]) {
    if (port !== undefined && !taken.has(port) && (await isFree(port))) return port;
  }
  return anyFreePort();
}

const isFree = (port: number): Promise<boolean> =>
  listen(port).then(
    () => true,
    () => false,
  );

/** Asked of the system, which does not give the same one twice in a row. */
const anyFreePort = (): Promise<number> => listen(0);

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
