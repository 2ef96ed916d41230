import type { AppOption } from '../app-option.ts';
import { print, printJson, say } from '../../output/print.ts';
import { untilSignal } from '../../run/until-signal.ts';
import { ask, canAsk } from './ask.ts';
import { selectionOf, statesOf, type SelectionOptions } from './options.ts';
import type { Replayed } from './replay.ts';
import { runReplay } from './run-replay.ts';
import { openDlq } from './session.ts';

interface ReplayCommandOptions extends SelectionOptions, AppOption {
  readonly dryRun?: boolean;
  readonly rate: number;
  readonly limit: number;
  readonly maxReplays: number;
  readonly fromBeginning?: boolean;
  readonly beyondRetention?: boolean;
  readonly json?: boolean;
}

const WELL: readonly Replayed['result'][] = ['applied', 'duplicate', 'ignored', 'would-apply'];

export async function dlqReplay(name: string, options: ReplayCommandOptions): Promise<void> {
  const session = await openDlq(name, options);
  const interrupted = new AbortController();
  let signalled: string | undefined;
  const stopAt = async (signal: Promise<string>) => {
    signalled = await signal;
    interrupted.abort(new Error('interrupted'));
  };
  void stopAt(untilSignal());
  const counts: Partial<Record<Replayed['result'], number>> = {};
  let leftOut = 0;

  await runReplay(session, {
    selection: selectionOf(options),
    dryRun: options.dryRun ?? false,
    rate: options.rate,
    limit: options.limit,
    maxReplays: options.maxReplays,
    states: statesOf(options.fromBeginning ? { state: ['all'] } : options),
    mayRepeat: mayRepeatBy(options, interrupted.signal),
    onLeftOut: () => void (leftOut += 1),
    signal: interrupted.signal,
    onReplayed(replayed) {
      counts[replayed.result] = (counts[replayed.result] ?? 0) + 1;
      if (options.json) printJson(machine(replayed));
      else if (!WELL.includes(replayed.result)) print(human(replayed));
    },
  });

  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const each = Object.entries(counts).map(([result, count]) => `${count} ${result}`);
  if (options.json) printJson({ total, ...counts, ...(leftOut > 0 && { leftOut }) });
  else
    print(
      `${total} ${options.dryRun ? 'would be replayed' : 'replayed'}${each.length > 0 ? `: ${each.join(', ')}` : ''}`,
    );
  if (leftOut > 0)
    say(
      `${leftOut} late or conflict ${leftOut === 1 ? 'letter was' : 'letters were'} left out: their workflow was closed, or another event's; give --reason or --event-id to replay such letters`,
    );
  if (counts.withheld)
    say(
      `${counts.withheld} ${counts.withheld === 1 ? 'was' : 'were'} withheld: see first what became of their workflows; \`dlq settle\` takes them off the list, and --beyond-retention replays them all the same`,
    );
  if (signalled) process.exitCode = signalled === 'SIGINT' ? 130 : signalled === 'SIGHUP' ? 129 : 143;
  else if (Object.keys(counts).some((result) => !WELL.includes(result as Replayed['result'])))
    process.exitCode = 1;
}

/** A person is asked once: the answer is for all letters of this replay. */
function mayRepeatBy({ beyondRetention, json, dryRun }: ReplayCommandOptions, interrupted: AbortSignal) {
  let answer: Promise<boolean> | undefined;
  return (why: string): Promise<boolean> => {
    if (beyondRetention) return Promise.resolve(true);
    if (json || dryRun || !canAsk()) return Promise.resolve(false);
    return (answer ??= ask(`An event ${why}. Replay it, and all others of which that holds?`, interrupted));
  };
}

const machine = ({ letter: { at, eventId, reason }, result, why }: Replayed) => ({
  partition: at.partition,
  offset: String(at.offset),
  eventId,
  reason,
  result,
  ...(why !== undefined && { why }),
});

/** For what failed; a success gets no line. */
const human = ({ letter: { at, reason }, result, why }: Replayed): string =>
  `${at.partition}/${at.offset}  ${reason}  ${result}  ${why ?? ''}`.trimEnd();
