import { expect, it } from '@jest/globals';
import { readCatalogLine } from '../../activities/catalog-line.ts';

const ITEM = { sku: 'TEA-1', name: 'Chá', priceMinor: 250, currency: 'EUR' };
const read = (line: Buffer | string | undefined) =>
  readCatalogLine(typeof line === 'string' ? Buffer.from(line) : line, 'spring');

it.each([
  ['an item', JSON.stringify(ITEM)],
  ['with a line end of another system', `${JSON.stringify(ITEM)}\r`],
  ['after a byte order mark', `\uFEFF${JSON.stringify(ITEM)}`],
  ['with fields that are not ours', JSON.stringify({ ...ITEM, catalogId: 'autumn', colour: 'green' })],
])('%s is read', (_, line) => {
  expect(read(line)).toEqual({ ...ITEM, catalogId: 'spring' });
});

it.each([
  ['no text', undefined],
  ['an empty line', ''],
  ['half of an item', JSON.stringify(ITEM).slice(0, 20)],
  ['no object', '7'],
  ['null', 'null'],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['no sku', JSON.stringify({ ...ITEM, sku: undefined })],
  ['an empty sku', JSON.stringify({ ...ITEM, sku: '' })],
  ['half a character', JSON.stringify({ ...ITEM, name: '\uD800' })],
  ['a negative price', JSON.stringify({ ...ITEM, priceMinor: -1 })],
  ['half a cent', JSON.stringify({ ...ITEM, priceMinor: 0.5 })],
  ['a price beyond what is exact', JSON.stringify({ ...ITEM, priceMinor: 2 ** 53 })],
  ['a price in words', JSON.stringify({ ...ITEM, priceMinor: '250' })],
  ['an unknown currency', JSON.stringify({ ...ITEM, currency: 'XQQ' })],
])('%s is no item', (_, line) => {
  expect(read(line)).toBeUndefined();
});
