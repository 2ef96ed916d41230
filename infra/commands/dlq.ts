import { Command, InvalidArgumentError, Option } from 'commander';
import { REASONS } from '../../schemas/bridge/rejected.ts';
import { appOption } from './app-option.ts';
import { readDuration } from '../duration.ts';
import { dlqList, dlqShow } from './dlq/look.ts';
import { dlqPurge } from './dlq/purge.ts';
import { dlqReplay } from './dlq/replay-command.ts';
import { UserError } from '../user-error.ts';

const TOPIC = ['<topic>', 'a topic or its dead-letter topic, such as orders.placed'] as const;

/** Looks at dead letters, takes them the way of any record again, and clears them. */
export const dlqCommand = () =>
  new Command('dlq')
    .description('Look at dead letters, replay them once their cause is mended, and purge them.')
    .addCommand(
      selecting('list', 'List dead letters and count their reasons.')
        .option('--json', 'one JSON object a line')
        .action(dlqList),
    )
    .addCommand(
      new Command('show')
        .description('Show one dead letter whole: headers, and its payload where it can be decoded.')
        .argument(...TOPIC)
        .argument('<partition>', 'of the dead-letter topic', wholeNumber)
        .argument('<offset>', 'in that partition', wholeNumber)
        .option('--json', 'as one JSON object')
        .addOption(appOption())
        .action(dlqShow),
    )
    .addCommand(
      selecting('replay', 'Take dead letters the way of any record again: decode, route, dispatch.')
        .option('--dry-run', 'decode and route only: no call, no write')
        .option('--rate <n>', 'records a second', positive, 100)
        .addOption(
          new Option('--limit <n>', 'so many at most').argParser(positive).default(Infinity, 'no limit'),
        )
        .option('--max-replays <n>', 'leave alone what was replayed so often', positive, 5)
        .option('--from-beginning', 'not from where the last replay left off')
        .option('--json', 'one JSON object a line, and a last one with the counts')
        .addHelpText('after', REPLAY_HELP)
        .action(dlqReplay),
    )
    .addCommand(
      new Command('purge')
        .description('Delete dead letters from the broker, for good.')
        .argument(...TOPIC)
        .requiredOption('--before-offset <n>', 'delete all below this offset', wholeNumber)
        .option('--partition <n>', 'of this partition only; default: of each', wholeNumber)
        .option('--yes', 'do not ask')
        .option('--json', 'one JSON object a partition')
        .addOption(appOption())
        .action(dlqPurge),
    );

const REPLAY_HELP = `
An event that was applied before has no second effect, so a replay may be repeated. What is rejected again is written
to the dead-letter topic once more, with its replays counted. Without a selection a replay goes on where the last one
left off; with one it always looks at all dead letters.

Exit codes: 0 every one was applied, a duplicate or ignored; 1 some were not; 130 or 143 interrupted.`;

const selecting = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .argument(...TOPIC)
    .option('--reason <reason...>', 'only with one of these, such as late or invalid', addReason)
    .option('--route <route...>', 'only of one of these, as `list` shows them')
    .option('--key <key...>', 'only with one of these keys')
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
  // The language takes much for a time that is none, a bare number above all.
  const at = /^\d{4}-\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError(
      'should be a time such as 2026-01-31T12:00Z, or a duration with its unit, such as "2 hours"',
    );
  }
  return at;
}
