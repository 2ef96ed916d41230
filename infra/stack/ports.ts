import { createServer } from 'node:net';
import { portOption, portSetting, USUAL_PORTS, type PortName, type Ports } from '../settings/stack-ports.ts';
import { UserError } from '../user-error.ts';

const PORT_NAMES = Object.keys(USUAL_PORTS) as PortName[];

interface PortWishes {
  /** Required ports. */
  readonly fixed?: Partial<Ports>;
  /** Ports of the last start: kept if possible, because clients may have saved them. */
  readonly previous?: Partial<Ports>;
  /** Names whose server is up: they keep their previous port. */
  readonly held?: ReadonlySet<PortName>;
}

/**
 * A different port for each name: the fixed one, else the previous one, else the default, else any free port. Each is
 * free on loopback, except those of servers that are up. Throws a `UserError` if a fixed port is not available.
 */
export async function choosePorts({
  fixed = {},
  previous = {},
  held = new Set(),
}: PortWishes): Promise<Ports> {
  const chosen = new Map<PortName, number>();
  for (const name of held) {
    const port = previous[name];
    if (port === undefined) continue;
    if (fixed[name] !== undefined && fixed[name] !== port) throw alreadyOn(name, port);
    chosen.set(name, port);
  }
  // Fixed ports come first, because the default port of one name may be the fixed port of another.
  for (const name of PORT_NAMES) {
    const port = fixed[name];
    if (port === undefined || chosen.has(name)) continue;
    const refusal = [...chosen.values()].includes(port) ? 'EADDRINUSE' : await refusalOf(port);
    if (refusal) throw cannotHave(name, port, refusal);
    chosen.set(name, port);
  }
  for (const name of PORT_NAMES) {
    if (chosen.has(name)) continue;
    const taken = new Set(chosen.values());
    chosen.set(name, await freePort([previous[name], USUAL_PORTS[name]], taken));
  }
  return Object.fromEntries(chosen) as Ports;
}

/** Free ports, without the defaults, because another stack may start with those at the same time. */
export async function freePorts(): Promise<Ports> {
  const usual = new Set(Object.values(USUAL_PORTS));
  const chosen = new Map<PortName, number>();
  for (const name of PORT_NAMES) {
    chosen.set(name, await freePort([], new Set([...usual, ...chosen.values()])));
  }
  return Object.fromEntries(chosen) as Ports;
}

async function freePort(
  wishes: readonly (number | undefined)[],
  taken: ReadonlySet<number>,
): Promise<number> {
  for (const port of wishes) {
    if (port !== undefined && !taken.has(port) && (await refusalOf(port)) === undefined) return port;
  }
  for (;;) {
    const port = await listen(0);
    if (!taken.has(port)) return port;
  }
}

const alreadyOn = (name: PortName, port: number): UserError =>
  new UserError(
    `${name} is up on port ${port} already: take the stack down first, or leave out ${portOption(name)} and ${portSetting(name)}`,
  );

const cannotHave = (name: PortName, port: number, refusal: string): UserError =>
  new UserError(
    `port ${port} ${refusal === 'EADDRINUSE' ? 'is in use' : `is not available (${refusal})`}: free it, or give another one with ${portOption(name)} or ${portSetting(name)}`,
  );

/** The system's error code; undefined if the port is free. */
const refusalOf = (port: number): Promise<string | undefined> =>
  listen(port).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

/** Listens on loopback for a moment, and returns the port; 0 lets the system choose a free one. */
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
