import { randomUUID } from 'node:crypto';
import { ServiceError, WorkflowFailedError } from '@temporalio/client';
import { Command } from 'commander';
import ms from 'ms';
import { checkGreeting, startGreeting } from '../../consumers/greetings.ts';
import type { greeting } from '../../workflows/greeting.ts';
import { loadConfig } from '../settings/config.ts';
import { connectTemporal } from '../temporal/client.ts';
import { temporalUnreached } from '../temporal/unreached.ts';
import { print, printJson } from '../output/print.ts';
import { UserError } from '../user-error.ts';
import { withinOption } from './within-option.ts';

interface Options {
  readonly json?: boolean;
  readonly within: number;
}

const HELP = `
A greeting that times out is not cancelled: the next worker completes it and publishes the outcome.`;

export const greetCommand = () =>
  new Command('greet')
    .description("Start the greeting workflow through Temporal's client, and print its result.")
    .argument('<name>', 'the name to greet')
    .option('--json', 'as one JSON object: greetingId, name, message')
    .addOption(withinOption('how long to wait for the result', 10_000))
    .addHelpText('after', HELP)
    .action(greet);

async function greet(name: string, { json, within }: Options): Promise<void> {
  const request = { greetingId: randomUUID(), name };
  const [broken] = checkGreeting(request);
  if (broken) throw new UserError(`<name> ${broken.rule}`, 2);
  const { temporal } = loadConfig();
  const client = await connectTemporal(temporal);
  const { workflowType, workflowId, taskQueue, args } = startGreeting(request);
  const enough = AbortSignal.timeout(within);
  try {
    const completed = await client.withAbortSignal(enough, () =>
      client.workflow.execute<typeof greeting>(workflowType, {
        workflowId,
        taskQueue,
        args: args as Parameters<typeof greeting>,
      }),
    );
    if (json) printJson(completed);
    else print(completed.message);
  } catch (error) {
    if (enough.aborted) {
      throw new UserError(
        `no worker finished ${workflowId} within ${ms(within, { long: true })}: start one with ktb run or ktb worker, or wait longer with --within`,
        1,
        { cause: error },
      );
    }
    if (error instanceof WorkflowFailedError)
      throw new UserError(`${workflowId} failed: look at it in Temporal`);
    if (error instanceof ServiceError) {
      throw await temporalUnreached(temporal.connection, error.cause ?? error);
    }
    throw error;
  } finally {
    await client.connection.close();
  }
}
