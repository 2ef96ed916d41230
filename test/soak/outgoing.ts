import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import { headerText, type InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import type { Codec } from '../../schemas/bridge/codec.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import type { Planned } from './plan.ts';
import { COMPACTED, Counted, Filler, NOT_FOR_WORKFLOWS, PARTITIONS, type Opened } from './records.ts';

/** A record with its place. */
export type Outgoing = OutboundRecord & { readonly partition: number };

/** Makes bytes of what is planned. `opened` is the schema that is in use now. */
export function bytesOf(
  codec: Codec,
  record: Planned,
  topic: string,
  opened: RecordType<Opened>,
): Promise<Buffer> | Buffer | null {
  switch (record.kind) {
    case 'opened':
      return codec.encode(topic, opened, record.value);
    case 'counted':
      return codec.encode(topic, Counted, record.value);
    case 'garbage':
      return Buffer.from('garbage');
    case 'tombstone':
      return null;
  }
}

export const idOf = (record: Planned): string => ('id' in record ? record.id : record.value.id);

export const headersOf = (record: Planned): Record<string, string> =>
  'name' in record && record.name !== undefined ? { ce_source: '/soak', ce_id: record.name } : {};

/** A header of a record that is for no workflow. */
export const notForWorkflows = (why: 'aborted' | 'filler') => ({ [NOT_FOR_WORKFLOWS]: why });

export const isFiller = ({ headers }: Pick<InboundRecord, 'headers'>): boolean =>
  headerText(headers, NOT_FOR_WORKFLOWS) === 'filler';

/** Two keys for each partition of the compacted topic, once each. */
export async function fillers(codec: Codec): Promise<Outgoing[]> {
  const value = await codec.encode(COMPACTED, Filler, { text: 'x'.repeat(200) });
  return Array.from({ length: 2 * PARTITIONS }, (_, index) => ({
    topic: COMPACTED,
    partition: index % PARTITIONS,
    key: Buffer.from(`filler-${index}`),
    value,
    headers: notForWorkflows('filler'),
  }));
}
