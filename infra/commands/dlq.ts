import { Command, InvalidArgumentError, Option } from 'commander';
import { REASONS } from '../../schemas/bridge/rejected.ts';
import { appOption } from './app-option.ts';
import { readDuration } from '../duration.ts';
import { dlqList, dlqShow } from './dlq/look.ts';
import { dlqPurge } from './dlq/purge.ts';
import { dlqReplay } from './dlq/replay-command.ts';
import { dlqSettle } from './dlq/settle.ts';
import { MAX_REPLAYS, STATES } from './dlq/states.ts';
import { UserError } from '../user-error.ts';

const TOPIC = ['<topic>', 'a topic or its dead-letter topic, such as orders.placed'] as const;

/** `ktb dlq`. */
export const dlqCommand = () =>
  new Command('dlq')
    .description('List dead letters, replay them once their cause is fixed, settle them, and purge them.')
    .addCommand(
      selecting('list', 'List the dead letters that wait for a decision, and count their reasons.')
        .option('--json', 'one JSON object per line')
        .action(dlqList),
    )
    .addCommand(
      new Command('show')
        .description('Show one dead letter: its headers, and its payload if it can be decoded.')
        .argument(...TOPIC)
        .argument('<partition>', 'of the dead-letter topic', wholeNumber)
        .argument('<offset>', 'in that partition', wholeNumber)
        .option('--json', 'as one JSON object')
        .addOption(appOption())
        .action(dlqShow),
    )
    .addCommand(
      selecting('replay', 'Process dead letters again like any record: decode, route, dispatch.')
        .option('--dry-run', 'decode and route only: no calls, no writes')
        .option('--rate <n>', 'records per second', positive, 100)
        .addOption(
          new Option('--limit <n>', 'maximum number to replay')
            .argParser(positive)
            .default(Infinity, 'no limit'),
        )
        .option('--max-replays <n>', 'skip dead letters that were replayed this often', positive, MAX_REPLAYS)
        .option('--from-beginning', 'also those that were replayed or settled before')
        .option(
          '--beyond-retention',
          'also if Temporal may have deleted the workflow: what it did is then done again',
        )
        .option('--json', 'one JSON object per line, then one with the counts')
        .addHelpText('after', REPLAY_HELP)
        .action(dlqReplay),
    )
    .addCommand(
      selecting('settle', 'Take dead letters off the list that need no replay.')
        .option('--yes', 'do not ask')
        .option('--json', 'one JSON object with the count')
        .action(dlqSettle),
    )
    .addCommand(
      new Command('purge')
        .description('Delete dead letters from the broker permanently.')
        .argument(...TOPIC)
        .requiredOption('--before-offset <n>', 'delete all below this offset', wholeNumber)
        .option('--partition <n>', 'only this partition; default: all', wholeNumber)
        .option('--yes', 'do not ask')
        .option('--json', 'one JSON object per partition')
        .addOption(appOption())
        .action(dlqPurge),
    );

const REPLAY_HELP = `
An event that was applied before has no second effect, so a replay may be repeated: it takes the letters that are
still waiting. What is rejected again is written to the dead-letter topic once more, with its replays counted.

Letters that are late or in conflict are taken only if --reason or --event-id asks for them. A letter is withheld if
Temporal may have deleted its workflow, because the workflow would run again with new outcomes: its event is older than
the namespace's retention, or the workflow has had its say and is gone. On a terminal you are asked;
--beyond-retention replays such letters.

Exit codes: 0 each was applied, a duplicate or ignored; 1 some were not; 129, 130 or 143 interrupted.`;

const selecting = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .argument(...TOPIC)
    .option(
      '--reason <reason...>',
      'only dead letters with one of these reasons, such as late or invalid',
      addReason,
    )
    .option('--event-id <id...>', 'only these events, as `list --json` shows them')
    .option('--route <route...>', 'only dead letters of one of these routes, as `list` shows them')
    .option('--key <key...>', 'only with one of these keys')
    .addOption(
      new Option('--state <state...>', 'only in one of these states; default: waiting').choices([
        ...STATES,
        'all',
      ]),
    )
    .addOption(appOption())
    .addOption(
      new Option('--since <time>', 'only written at or after: ISO 8601, or "2 hours" ago').argParser(time),
    )
    .addOption(new Option('--until <time>', 'only written before').argParser(time));

function addReason(text: string, others: readonly string[] = []): string[] {
  if (!REASONS.some((reason) => reason === text))
    throw new UserError(`no such reason: ${text}; there are ${REASONS.join(', ')}`, 2);
  return [...others, text];
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('should be a whole number from 0');
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('should be a whole number from 1');
  return value;
}

/** Milliseconds since 1970. */
function time(text: string): number {
  const ago = readDuration(text);
  if (ago !== undefined) return Date.now() - ago;
  // JavaScript parses much that is not a time, above all a bare number.
  const at = /^\d{4}-\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError(
      'should be a time such as 2026-01-31T12:00Z, or a duration with its unit, such as "2 hours"',
    );
  }
  return at;
}
