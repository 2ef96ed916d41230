import type { AppOption } from '../app-option.ts';
import { print, printJson } from '../../output/print.ts';
import { untilSignal } from '../../run/until-signal.ts';
import { selectionOf, selectsAll, type SelectionOptions } from './options.ts';
import type { Replayed } from './replay.ts';
import { runReplay } from './run-replay.ts';
import { openDlq } from './session.ts';

interface ReplayCommandOptions extends SelectionOptions, AppOption {
  readonly dryRun?: boolean;
  readonly rate: number;
  readonly limit: number;
  readonly maxReplays: number;
  readonly fromBeginning?: boolean;
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

  await runReplay(session, {
    selection: selectionOf(options),
    dryRun: options.dryRun ?? false,
    rate: options.rate,
    limit: options.limit,
    maxReplays: options.maxReplays,
    resume: selectsAll(options) && !options.fromBeginning && !options.dryRun,
    signal: interrupted.signal,
    onReplayed(replayed) {
      counts[replayed.result] = (counts[replayed.result] ?? 0) + 1;
      if (options.json) printJson(machine(replayed));
      else if (!WELL.includes(replayed.result)) print(human(replayed));
    },
  });

  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const each = Object.entries(counts).map(([result, count]) => `${count} ${result}`);
  if (options.json) printJson({ total, ...counts });
  else
    print(
      `${total} ${options.dryRun ? 'would be replayed' : 'replayed'}${each.length > 0 ? `: ${each.join(', ')}` : ''}`,
    );
  if (signalled) process.exitCode = signalled === 'SIGINT' ? 130 : signalled === 'SIGHUP' ? 129 : 143;
  else if (Object.keys(counts).some((result) => !WELL.includes(result as Replayed['result'])))
    process.exitCode = 1;
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
