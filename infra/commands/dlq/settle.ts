import { progressLog } from '../../observe/progress-log.ts';
import { print, printJson } from '../../output/print.ts';
import { UserError } from '../../user-error.ts';
import type { AppOption } from '../app-option.ts';
import { ask, canAsk } from './ask.ts';
import { marksFor } from './marks.ts';
import { selectionOf, selectsAll, statesOf, type SelectionOptions } from './options.ts';
import { select } from './selection.ts';
import { openDlq } from './session.ts';
import { readStates, stateGroupOf } from './states.ts';
import { openWriter } from './writer.ts';

interface SettleOptions extends SelectionOptions, AppOption {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Marks letters about which a person has decided. They stay on the topic. */
export async function dlqSettle(name: string, options: SettleOptions): Promise<void> {
  const session = await openDlq(name, options);
  const { kafka, log, topic } = session;
  if (selectsAll(options) && !options.yes) {
    if (!canAsk())
      throw new UserError('this settles all dead letters: select some, as by --reason, or give --yes', 2);
    if (!(await ask(`Settle all dead letters of ${topic} that wait?`)))
      throw new UserError('nothing was settled');
  }
  const writer = openWriter(session, progressLog(log));
  const mark = marksFor(stateGroupOf(session), writer.write, new AbortController().signal);
  const stateOf = await readStates(session);
  const marked: Promise<void>[] = [];
  try {
    await kafka.readLog({
      topic,
      onRecord(record) {
        const letter = select(record, selectionOf(options));
        if (!letter) return;
        const { state } = stateOf(letter);
        if (state !== 'rejected-again' && statesOf(options).has(state)) marked.push(mark(letter, 'settled'));
      },
    });
    await Promise.all(marked);
  } finally {
    await writer.close();
  }
  const settled = marked.length;
  if (options.json) printJson({ settled });
  else print(`${settled} settled`);
}
