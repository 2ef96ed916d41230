import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { untilSignal } from '../run/until-signal.ts';
import { say } from '../output/print.ts';
import { UserError } from '../user-error.ts';
import { startSimulator } from './simulator.ts';

/** The simulator as a process. Exits with 0 after SIGINT or SIGTERM, 1 if it cannot start, 2 after wrong usage. */
const program = new Command('simulator')
  .description('Simulate the inventory, payment, shipping and mail services.')
  .option('--host <address>', 'address to listen on; 0.0.0.0 in a container', '127.0.0.1')
  .requiredOption('--port <number>', 'HTTP port of the services and of GET /ledger', portNumber)
  .requiredOption('--smtp-port <number>', 'port of the mail server', portNumber)
  .requiredOption('--ledger <file>', 'file of the ledger')
  .exitOverride();

interface Options {
  readonly host: string;
  readonly port: number;
  readonly smtpPort: number;
  readonly ledger: string;
}

async function main(): Promise<void> {
  const { host, port, smtpPort, ledger } = program.parse().opts<Options>();
  const signalled = untilSignal();
  const simulator = await startSimulator({ host, port, smtpPort, ledgerFile: ledger }).catch(explain);
  say(`simulator: services on ${simulator.url}, mail on ${simulator.smtp}`);
  await signalled;
  await simulator.close();
}

function portNumber(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new InvalidArgumentError('It should be a number from 0 (any free port) to 65535.');
}

function explain(error: NodeJS.ErrnoException & { port?: number }): never {
  if (error.code === 'EADDRINUSE') throw new UserError(`port ${error.port} is in use: choose another one`);
  throw new UserError(`the simulator cannot start: ${error.message}`);
}

try {
  await main();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UserError) {
    say(`simulator: ${error.message}`);
    process.exitCode = error.exitCode;
  } else throw error;
}
