/**
 * `npm run compose:up`, `npm run compose:down`: the stack of infra/compose.yaml. Further arguments are Compose's own.
 *
 *     npm run compose:up -- [--scale consumers=3]…    waits until all is healthy, and prints the addresses
 *     npm run compose:down -- [-v]                    `-v` deletes the data too
 *
 * Exit code 0: done. 1: Compose failed, and printed why.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { useBuiltImages } from './images/env-file.ts';
import { endpointsOf } from '../settings/local-endpoints.ts';
import { portSetting, USUAL_PORTS, type PortName, type Ports } from '../settings/stack-ports.ts';

const FILE = join(import.meta.dirname, '..', 'compose.yaml');

/** Once these are healthy, the others are too, and the one-time jobs are done. */
const LAST = ['consumers', 'worker', 'temporal-ui'];

const [command = '', ...args] = process.argv.slice(2);
useBuiltImages();
if (command === 'up') {
  process.exitCode = await compose('up', '--detach', '--wait', '--wait-timeout', '300', ...args, ...LAST);
  if (process.exitCode === 0) tellAddresses();
} else {
  process.exitCode = await compose(command, '--remove-orphans', ...args);
}

async function compose(...words: readonly string[]): Promise<number> {
  const child = spawn('docker', ['compose', '--file', FILE, ...words], { stdio: ['inherit', 2, 2] });
  child.on('error', () => process.stderr.write('compose: Docker is missing; `.ci/docker` installs it\n'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

function tellAddresses(): void {
  const names = Object.keys(USUAL_PORTS) as PortName[];
  const ports = names.map((name) => [name, Number(process.env[portSetting(name)] ?? USUAL_PORTS[name])]);
  const endpoints = endpointsOf(Object.fromEntries(ports) as Ports);
  const rows = Object.entries(endpoints).map(([name, address]) => `${name.padEnd(12)} ${address}\n`);
  process.stdout.write(rows.join(''));
  const { kafka, registry, temporal } = endpoints;
  process.stderr.write(
    `\nktb finds them by: export KTB_KAFKA_BROKERS=${kafka} KTB_REGISTRY_URL=${registry} TEMPORAL_ADDRESS=${temporal}\n`,
  );
}
