import { createServer } from 'node:net';
import { portOption, portSetting, USUAL_PORTS, type PortName, type Ports } from '../settings/stack-ports.ts';
import { UserError } from '../user-error.ts';

const PORT_NAMES = Object.keys(USUAL_PORTS) as PortName[];

interface PortWishes {
  /** Must be these. */
  readonly fixed?: Partial<Ports>;
  /** Those of last time, which clients may have written down. */
  readonly previous?: Partial<Ports>;
  /** Names whose server is up: they keep the port of last time. */
  readonly held?: ReadonlySet<PortName>;
}

/**
 * A port of its own for each name: the one that is fixed, else the one of last time, else the usual one, else any;
 * but for those held, free on loopback. Throws a `UserError` where a fixed one cannot be had.
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
  // Before any is chosen freely: the usual port of one may be the fixed port of another.
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

/** Free ones, and none of the usual ones: those of a stack that others may start at the same time. */
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
    `port ${port} ${refusal === 'EADDRINUSE' ? 'is in use' : `cannot be had (${refusal})`}: free it, or give another one with ${portOption(name)} or ${portSetting(name)}`,
  );

/** The system's error code, or undefined where the port is free. */
const refusalOf = (port: number): Promise<string | undefined> =>
  listen(port).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

/** Listens for a moment on loopback; on port 0, the system picks a free one. */
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
