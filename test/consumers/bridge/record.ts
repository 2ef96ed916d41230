import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';

/** A record of which only some things matter. */
export const aRecord = (about: Partial<InboundRecord> = {}): InboundRecord => ({
  topic: 'orders.approvals',
  partition: 2,
  offset: 41n,
  timestamp: 1_700_000_000_000,
  key: Buffer.from('o-1'),
  value: Buffer.from('value'),
  headers: {},
  ...about,
});
