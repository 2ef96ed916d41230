import { Command } from 'commander';
import { listSchedules, operateSchedule, RESULT_WITHIN_MS } from './schedules/operate.ts';
import { withinOption } from './within-option.ts';

/** Looks at what Temporal starts by the clock, starts it at once, and holds it. */
export const schedulesCommand = () =>
  new Command('schedules')
    .description('Look at what Temporal starts by the clock, start it at once, pause and resume it.')
    .addCommand(
      new Command('list')
        .description('List the schedules of the namespace (TEMPORAL_NAMESPACE).')
        .option(
          '--json',
          'one JSON object a line: id, workflowType, cron, timeZone, paused, note, next, last',
        )
        .action(listSchedules),
    )
    .addCommand(
      onOne('trigger', 'Start it now, whether it is paused or not; `last` is the run that was started.')
        .option('--wait', 'until the run has ended, and tell its result')
        .addOption(withinOption('how long to wait for it', RESULT_WITHIN_MS))
        .action(operateSchedule('trigger')),
    )
    .addCommand(
      onOne('pause', 'Start nothing by the clock until it is resumed; a restarted worker keeps it paused.')
        .option('--note <text>', 'why, for others to read')
        .action(operateSchedule('pause')),
    )
    .addCommand(
      onOne('resume', 'Start it by the clock again; what was due meanwhile is left out.')
        .option('--note <text>', 'why, for others to read')
        .action(operateSchedule('resume')),
    );

const onOne = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .argument('[id]', 'as `list` shows it; may be left out where there is only one')
    .option('--json', 'one JSON object, as of `list`');
