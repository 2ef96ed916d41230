import { Command, InvalidArgumentError } from 'commander';

interface Options {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly deadline: number;
}

export const demoCommand = () =>
  new Command('demo')
    .description('Start the stack and the bridge, play a scenario, and show the outcomes.')
    .option('--once', 'end once every outcome has arrived; exit code 1 if one is missing')
    .option('--json', 'on stdout one JSON line for each record, then one with the summary')
    .option('--deadline <seconds>', 'how long the scenario may take', seconds, 180)
    .action(async ({ once = false, json = false, deadline }: Options) => {
      const { runDemo } = await import('../demo/main.ts');
      process.exitCode = await runDemo({ once, json, deadlineMs: deadline * 1_000 });
    });

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('should be a number of seconds above 0');
  return value;
}
