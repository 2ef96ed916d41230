import type { Codec } from '../../schemas/bridge/codec.ts';
import { bytesOf, fillers, headersOf, idOf, notForWorkflows, type Outgoing } from './outgoing.ts';
import type { Planned } from './plan.ts';
import { COMPACTED, Opened, TOPIC } from './records.ts';
import type { Mixture } from './transactions.ts';

/** Plain, first transaction, second transaction. */
const WRITERS = 3;
/** One in so many records is also written in a transaction that aborts. */
const ABORTED_SHARE = 8;

/** Divides records among topics and producers, all of a workflow to one of each, so that they keep their order. */
export function mixer(codec: Codec, partitionOf: (topic: string, id: string) => Promise<number>) {
  let written = 0;
  const abortedIds: string[] = [];

  async function place(record: Planned): Promise<Outgoing> {
    const id = idOf(record);
    const topic = numberOf(id) % 2 === 0 ? TOPIC : COMPACTED;
    written += 1;
    return {
      topic,
      partition: await partitionOf(topic, id),
      key: Buffer.from(topic === COMPACTED ? `${id}/${written}` : id),
      value: await bytesOf(codec, record, topic, Opened),
      headers: headersOf(record),
    };
  }

  async function placeAborted(record: Planned, key?: Buffer): Promise<Outgoing> {
    const placed = await place(record);
    return { ...placed, ...(key && { key }), headers: { ...placed.headers, ...notForWorkflows('aborted') } };
  }

  return {
    /** Ids of workflows that nothing but aborted records would start. */
    abortedIds,
    async mix(planned: readonly Planned[]): Promise<Mixture> {
      const byWriter: Outgoing[][] = Array.from({ length: WRITERS }, () => []);
      for (const record of planned)
        byWriter[Math.floor(numberOf(idOf(record)) / 2) % WRITERS]!.push(await place(record));
      const [plain, first, second] = byWriter as [Outgoing[], Outgoing[], Outgoing[]];
      const ids = ['0', '1'].map((last) => `aborted-${abortedIds.length}${last}`);
      abortedIds.push(...ids);
      const tries = planned.filter((_, index) => index % ABORTED_SHARE === 0).map(firstTry);
      const aborted: Outgoing[] = [];
      for (const record of [...tries, ...ids.map((id) => ({ kind: 'opened', value: { id } }) as const)])
        aborted.push(await placeAborted(record));
      // Its key looks like that of a marker.
      aborted.push(await placeAborted({ kind: 'garbage', id: ids[0]! }, Buffer.alloc(4)));
      const middle = Math.ceil(aborted.length / 2);
      return {
        plain: [...(await fillers(codec)), ...plain],
        committed: [[...(await fillers(codec)), ...first], second],
        aborted: [aborted.slice(0, middle), aborted.slice(middle)],
      };
    },
  };
}

/** What a producer wrote that gave up and tries again: the event's name is the same. Its number shows in a workflow. */
const firstTry = (record: Planned): Planned =>
  record.kind === 'counted' ? { ...record, value: { ...record.value, n: -1 } } : record;

const numberOf = (id: string): number => Number(/\d+$/.exec(id)?.[0] ?? 0);
