import type { AppOption } from '../app-option.ts';
import { print, printJson } from '../../output/print.ts';
import { UserError } from '../../user-error.ts';
import { ask, canAsk } from './ask.ts';
import { openDlq } from './session.ts';

interface PurgeOptions extends AppOption {
  readonly beforeOffset: number;
  readonly partition?: number;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export async function dlqPurge(name: string, options: PurgeOptions): Promise<void> {
  const { kafka, topic } = await openDlq(name, options);
  const all = await kafka.cluster.ranges([topic]);
  const { partition: wanted, beforeOffset } = options;
  if (wanted !== undefined && !all.some(({ partition }) => partition === wanted))
    throw new UserError(`${topic} has no partition ${wanted}: it has ${all.length}`);
  const doomed = all
    .filter(({ partition }) => wanted === undefined || partition === wanted)
    .map(({ partition, low, stable }) => ({
      partition,
      from: Number(low),
      before: Math.min(beforeOffset, Number(stable)),
    }))
    .filter(({ from, before }) => before > from);
  const places = doomed
    .map(({ partition, from, before }) => `partition ${partition}, offsets ${from} to ${before - 1}`)
    .join('; ');
  if (doomed.length > 0) {
    if (!options.yes) await confirm(`Delete from ${topic} permanently: ${places}?`);
    const before = new Map(doomed.map((each) => [each.partition, BigInt(each.before)]));
    await kafka.topics.deleteRecords(topic, before);
  }
  if (options.json) for (const each of doomed) printJson({ topic, ...each });
  else print(doomed.length > 0 ? `deleted from ${topic}: ${places}` : 'nothing to delete');
}

async function confirm(question: string): Promise<void> {
  if (!canAsk()) throw new UserError('cannot ask for confirmation without a terminal: give --yes', 2);
  if (!(await ask(question))) throw new UserError('nothing was deleted');
}
