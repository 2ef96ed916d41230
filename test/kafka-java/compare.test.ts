import { expect, it } from '@jest/globals';
import { differences } from './compare.ts';

const read = (offset: bigint, value = 'v', partition = 0) => ({
  topic: 't',
  partition,
  offset,
  key: 'k',
  value,
});

it.each([
  ['nothing if both read the same', [read(1n), read(4n)], [read(1n), read(4n)], []],
  ['a record that does not come', [read(1n), read(4n)], [read(1n)], [{ offset: 4n, what: 'lost' }]],
  ['one that is passed over', [read(1n), read(4n)], [read(4n)], [{ offset: 1n, what: 'lost' }]],
  ['one that must not come', [read(4n)], [read(3n), read(4n)], [{ offset: 3n, what: 'invented' }]],
  ['one behind the last', [read(1n)], [read(1n), read(2n)], [{ offset: 2n, what: 'invented' }]],
  ['one that comes twice', [read(1n), read(2n)], [read(1n), read(1n)], [{ offset: 1n, what: 'invented' }]],
  ['another value', [read(1n, 'a')], [read(1n, 'b')], [{ offset: 1n, what: 'changed' }]],
])('finds %s', (_, expected, got, found) => {
  expect(differences(expected, got)).toEqual(found.map((one) => ({ log: 't/0', ...one })));
});

it('names the first difference of each log', () => {
  const found = differences([read(1n), read(2n), read(1n, 'v', 7)], [read(9n, 'v', 8)]);
  expect(found.map(({ log, offset }) => `${log}@${offset}`)).toEqual(['t/0@1', 't/7@1', 't/8@9']);
});
