import { Command, InvalidArgumentError } from 'commander';
import { appOption, configuredApp, type AppOption } from './app-option.ts';
import { print, printJson } from '../output/print.ts';
import { UserError } from '../user-error.ts';
import type { Endpoints } from '../settings/local-endpoints.ts';
import type { ServerName } from '../settings/stack-state.ts';
import { portOption, portSetting, USUAL_PORTS, type PortName, type Ports } from '../settings/stack-ports.ts';

const NOT_ALL_UP = 3;
/** Additional addresses of a server. */
const BESIDE: Readonly<Record<ServerName, readonly (keyof Endpoints)[]>> = {
  kafka: [],
  registry: [],
  temporal: ['temporalUi'],
  simulator: ['smtp'],
};
const PORT_NAMES = Object.keys(USUAL_PORTS) as PortName[];

/** `ktb stack up|down|status|prepare`. */
export function stackCommand(): Command {
  const stack = new Command('stack').description(
    'The local stack: Kafka, schema registry, Temporal with UI, simulator.',
  );

  const up = new Command('up')
    .description(
      'Start the servers that are not up; the first time, they are fetched and built. Creates TEMPORAL_NAMESPACE too, if set.',
    )
    .option('--json', 'one JSON line: kafka, registry, temporal, temporalUi, simulator, smtp');
  for (const name of PORT_NAMES) {
    up.option(
      `${portOption(name)} <port>`,
      `fix this port (default ${USUAL_PORTS[name]}, or a free one)`,
      portNumber,
    );
  }
  up.action(async ({ json, ...options }: { json?: boolean } & Record<string, number | undefined>) => {
    const { stackUp } = await import('../stack/stack.ts');
    const { endpoints } = await stackUp({ ports: fixedPorts(options) });
    if (json) printJson(endpoints);
    else printColumns(Object.entries(endpoints));
  });

  const down = new Command('down')
    .description('Stop its processes; their data stays.')
    .option('--wipe', 'delete their data too')
    .option('--json', 'one JSON line')
    .action(async ({ wipe, json }: { wipe?: boolean; json?: boolean }) => {
      const { stackDown } = await import('../stack/stack.ts');
      await stackDown({ wipe: wipe ?? false });
      if (json) printJson({ down: true, wiped: wipe ?? false });
    });

  const status = new Command('status')
    .description(`Show which servers are up. Exit code ${NOT_ALL_UP} if one is not.`)
    .option('--json', 'one JSON line')
    .action(async ({ json }: { json?: boolean }) => {
      const { stackStatus } = await import('../stack/stack.ts');
      const { servers, endpoints } = stackStatus();
      const rows = servers.map(({ name, up, pid }) => [
        name,
        up ? 'up' : 'down',
        up ? String(pid) : '',
        (up && endpoints?.[name]) || '',
      ]);
      const beside = servers.flatMap(({ name, up }) => (up ? BESIDE[name] : []));
      for (const name of beside) rows.push([name, '', '', endpoints?.[name] ?? '']);
      if (json) printJson({ servers, ...endpoints });
      else printColumns(rows);
      if (!servers.every((server) => server.up)) process.exitCode = NOT_ALL_UP;
    });

  const prepare = new Command('prepare')
    .description(
      'Create what an app needs on the Kafka and the registry of the settings: topics, and compatibility.',
    )
    .addOption(appOption())
    .action(async (options: AppOption) => {
      const { prepare } = await import('../stack/prepare.ts');
      const { app, config } = await configuredApp(options);
      await prepare(config, app);
    });

  for (const command of [up, down, status, prepare]) stack.addCommand(command);
  return stack;
}

function fixedPorts(options: Record<string, number | undefined>): Partial<Ports> {
  const fixed = PORT_NAMES.map(
    (name) => [name, options[`${name}Port`] ?? fromEnvironment(portSetting(name))] as const,
  );
  return Object.fromEntries(fixed.filter(([, port]) => port !== undefined));
}

function fromEnvironment(setting: string): number | undefined {
  const text = process.env[setting];
  if (text === undefined) return undefined;
  try {
    return portNumber(text);
  } catch {
    throw new UserError(`${setting} should be a port number from 1 to 65535`, 2);
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('should be a port number from 1 to 65535');
  return port;
}

function printColumns(rows: readonly (readonly string[])[]): void {
  for (const row of rows)
    print(
      row
        .map((cell) => cell.padEnd(12))
        .join(' ')
        .trimEnd(),
    );
}
