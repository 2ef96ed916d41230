import { Command, CommanderError } from 'commander';
import { RegistryError } from '../schemas/bridge/registry-error.ts';
import { checkCommand } from './commands/check.ts';
import { consumersCommand, runCommand, workerCommand } from './commands/run.ts';
import { demoCommand } from './commands/demo.ts';
import { dlqCommand } from './commands/dlq.ts';
import { greetCommand } from './commands/greet.ts';
import { produceCommand } from './commands/produce.ts';
import { schedulesCommand } from './commands/schedules.ts';
import { servicesCommand } from './commands/services.ts';
import { tailCommand } from './commands/tail.ts';
import { typesCommand } from './commands/types.ts';
import { stackCommand } from './commands/stack.ts';
import { KafkaError } from './kafka/errors.ts';
import { say } from './output/print.ts';
import { fullReasonOf, reasonOf, stackOf, UserError } from './user-error.ts';
import { version } from './settings/version.ts';

/** Exit codes: 0 done, 1 failed, 2 wrong usage or settings; a command's help names any others. */
const USAGE = 2;

const program = new Command('ktb')
  .description('Kafka events in, Temporal workflow starts and signals, outcome events out.')
  .version(version, '--version', 'print the version of this package')
  .exitOverride()
  .configureOutput({ writeErr: (text) => text.trimEnd().split('\n').forEach(say) })
  .showHelpAfterError('(see --help)');

for (const command of [
  stackCommand(),
  runCommand(),
  consumersCommand(),
  workerCommand(),
  produceCommand(),
  tailCommand(),
  dlqCommand(),
  schedulesCommand(),
  servicesCommand(),
  checkCommand(),
  typesCommand(),
  greetCommand(),
  demoCommand(),
]) {
  program.addCommand(command);
  inherit(command, program);
}

/** Subcommands too: all errors are reported, and turned into exit codes, in one place. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const own of command.commands) inherit(own, command);
}

// A reader that ends early, such as `head`, is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  else if (error instanceof UserError) {
    say(`ktb: ${error.message}`);
    process.exitCode = error.exitCode;
  } else if (error instanceof RegistryError || error instanceof KafkaError) {
    // What a client of Kafka says is in the message already.
    say(`ktb: ${error instanceof KafkaError ? reasonOf(error) : fullReasonOf(error)}`);
    process.exitCode = 1;
  } else fail(error);
}
/** A bug, or an error that no command expects: told whole, as Node does, but safe to print. */
function fail(error: unknown): void {
  say(stackOf(error));
  process.exitCode = 1;
}

// Handles that a library left open must not prevent a finished command from ending.
process.exit();
