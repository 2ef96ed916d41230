import { Command } from 'commander';
import { listSchedules, operateSchedule, RESULT_WITHIN_MS } from './schedules/operate.ts';
import { withinOption } from './within-option.ts';

/** `ktb schedules`. */
export const schedulesCommand = () =>
  new Command('schedules')
    .description('List the schedules in Temporal; trigger, pause and resume them.')
    .addCommand(
      new Command('list')
        .description('List the schedules of the namespace (TEMPORAL_NAMESPACE).')
        .option(
          '--json',
          'one JSON object per line: id, workflowType, cron, timeZone, paused, note, next, last',
        )
        .action(listSchedules),
    )
    .addCommand(
      onOne('trigger', 'Start it now, whether it is paused or not; `last` is the run that was started.')
        .option('--wait', 'wait until the run has ended, and print its result')
        .addOption(withinOption('how long to wait for it', RESULT_WITHIN_MS))
        .action(operateSchedule('trigger')),
    )
    .addCommand(
      onOne('pause', 'Pause it until it is resumed; it stays paused if a worker restarts.')
        .option('--note <text>', 'why, for others to read')
        .action(operateSchedule('pause')),
    )
    .addCommand(
      onOne('resume', 'Resume it; runs that were due meanwhile are skipped.')
        .option('--note <text>', 'why, for others to read')
        .action(operateSchedule('resume')),
    );

const onOne = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .argument('[id]', 'as `list` shows it; optional if there is only one')
    .option('--json', 'one JSON object, as `list` prints it');
