import type { JavaProgram } from './java-program.ts';
import type { Read, Start } from './log.ts';

/**
 * What Kafka's own client gives a reader of committed records, and where each log ends for it, by its name.
 *
 * @param groupId group for which it commits the starts, so that another reader begins there
 */
export async function readThroughJava(
  reader: JavaProgram,
  groupId: string,
  starts: readonly Start[],
): Promise<{ readonly records: Read[]; readonly ends: ReadonlyMap<string, bigint> }> {
  const records: Read[] = [];
  const ends = new Map<string, bigint>();
  const answer = await reader.ask([
    `group ${groupId}`,
    ...starts.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`),
  ]);
  for (const line of answer) {
    const [what, topic, partition, offset, key, value] = line.split(' ') as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (what === 'end') ends.set(`${topic}/${partition}`, BigInt(offset));
    else records.push({ topic, partition: Number(partition), offset: BigInt(offset), key, value });
  }
  return { records, ends };
}
