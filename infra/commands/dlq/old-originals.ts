import { deadLetterTopic } from '../../../consumers/bridge/dead-letter.ts';
import { reasonOf } from '../../user-error.ts';
import type { FoundLetter } from './selection.ts';
import type { DlqSession } from './session.ts';

/**
 * Tells whether a letter's original was written longer than so many milliseconds ago. A letter may be far younger than
 * its original: consumers may have been down, or their offsets moved back. It does not say when that was written, but
 * the log of its topic does, as long as it has the record. Where that cannot be asked, the letter's own age has to do.
 */
export async function oldOriginals(
  { kafka, log, topic }: Pick<DlqSession, 'kafka' | 'log' | 'topic'>,
  keptMs: number,
): Promise<(letter: FoundLetter) => boolean> {
  const source = topic.slice(0, -deadLetterTopic('').length);
  try {
    const ranges = await kafka.cluster.ranges([source]);
    const young = await kafka.cluster.offsetsSince(source, Date.now() - keptMs);
    const present = new Map(ranges.map((range) => [range.partition, range]));
    return ({ original: { topic: from, partition, offset, topicId } }) => {
      const range = present.get(partition);
      if (from !== source || !range) return false;
      const isOfOther = topicId !== undefined && range.topicId !== undefined && topicId !== range.topicId;
      return !isOfOther && offset >= range.low && offset < (young.get(partition) ?? 0n);
    };
  } catch (error) {
    log.warn(
      { topic: source, cause: reasonOf(error) },
      'cannot ask when the originals were written: the age of their dead letters is taken for it',
    );
    return () => false;
  }
}
