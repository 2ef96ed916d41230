import avro from 'avsc';
import { frame } from '../../schemas/bridge/frame.ts';
import { OrderApproved, OrderPlaced } from '../../schemas/generated/orders.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { anOrder } from '../orders.ts';
import { MARK, type CorpusRecord } from './corpus-record.ts';

const encode = (type: RecordType, value: object) =>
  avro.Type.forSchema(structuredClone(type.schema) as unknown as avro.Schema).toBuffer(value);

type About = Pick<CorpusRecord, 'expected'> & Partial<CorpusRecord>;

/** A good approval of this order id, about which something else is odd. */
function approval(row: number, name: string, about: About, orderId = `${MARK}-${row}`): CorpusRecord {
  const event = { orderId, approvedBy: MARK, approvedAt: 1_767_225_600_000 };
  return {
    row,
    name,
    topic: 'orders.approvals',
    key: Buffer.from(orderId),
    schema: { text: JSON.stringify(OrderApproved.schema) },
    value: (schemaId) => frame(schemaId, encode(OrderApproved, event)),
    ...about,
  };
}

function placed(row: number, name: string, change: Partial<OrderPlaced>, about: About): CorpusRecord {
  const order = anOrder({ orderId: `${MARK}-${row}`, ...change });
  return {
    row,
    name,
    topic: 'orders.placed',
    key: Buffer.from(order.orderId),
    schema: { text: JSON.stringify(OrderPlaced.schema) },
    value: (schemaId) => frame(schemaId, encode(OrderPlaced, order)),
    ...about,
  };
}

const taken = { expected: ['taken'] } as const;
const oneItem = { sku: MARK, quantity: 1, unitPriceMinor: 100 };
const invalid = { expected: ['invalid'] } as const;
const named = { ce_source: `/${MARK}`, ce_id: MARK };

/** Rows 42 to 55: good bodies in records that are not. Rows 47 to 49 are about what Kafka and Temporal carry. */
export const RECORDS: readonly CorpusRecord[] = [
  approval(42, 'a null key', { key: null, expected: ['bad-key'] }),
  approval(43, 'a binary key', { key: Buffer.from([0xff, 0x00, 0xfe]), expected: ['bad-key'] }),
  approval(
    44,
    'an id that makes a workflow id of 1,001 bytes',
    { expected: ['oversize'] },
    `${MARK}${'x'.repeat(991)}`,
  ),
  approval(45, 'a key with a newline', taken, `${MARK}-45\n{"level":"fatal"}`),
  approval(45, 'a key with NUL', invalid, `${MARK}-45\0end`),
  approval(45, 'a key that looks like a path', taken, `../../${MARK}-45`),
  approval(46, "a key that is not the record's id", {
    key: Buffer.from(`${MARK}-other`),
    expected: ['key-mismatch'],
  }),
  approval(
    46,
    'a key that only looks like the id',
    { key: Buffer.from(`${MARK}-о`), expected: ['key-mismatch'] },
    `${MARK}-o`,
  ),
  approval(46, 'an id that only looks like another', taken, `${MARK}-о`),
  approval(50, 'an event with a name', { ...taken, headers: named }),
  approval(50, 'the same name again', { ...taken, headers: named }),
  approval(51, 'forged headers', {
    ...taken,
    headers: { ktb_event_id: MARK, ktb_reason: MARK, ktb_replays: '7', '__connect.errors.topic': MARK },
  }),
  approval(51, 'forged headers on a record that is no good', {
    value: () => Buffer.from(MARK),
    headers: { ktb_event_id: MARK, ktb_reason: 'late', ktb_replays: '7', '__connect.errors.topic': MARK },
    expected: ['not-framed'],
  }),
  approval(52, 'a URL, a workflow type and a task queue in headers', {
    ...taken,
    headers: { url: 'http://127.0.0.1:1', workflowType: MARK, taskQueue: MARK, namespace: MARK },
  }),
  placed(53, 'an order', {}, taken),
  placed(53, 'the same order with another body', { email: `${MARK}@shop.example` }, taken),
  approval(54, 'a timestamp of -1', { ...taken, timestamp: -1 }, `${MARK}-54-a`),
  approval(54, 'a timestamp in the year 9999', { ...taken, timestamp: 253_402_300_799_999 }, `${MARK}-54-b`),
  placed(55, 'no items', { items: [] }, invalid),
  placed(55, 'a quantity of 0', { items: [{ ...oneItem, quantity: 0 }] }, invalid),
  placed(55, 'a negative price', { items: [{ ...oneItem, unitPriceMinor: -1 }] }, invalid),
  placed(55, 'an unknown currency', { currency: MARK }, invalid),
  placed(55, 'an e-mail address without @', { email: MARK }, invalid),
  placed(55, 'a customer id with NUL', { customerId: `${MARK}\0` }, invalid),
  placed(55, 'an empty country', { address: { ...anOrder().address, country: '' } }, invalid),
];
