import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { hopsOf, hopText, type Hop } from './hops.ts';

const root = join(import.meta.dirname, '..', '..');
const all = ['The way of a record', 'Around the hops', 'The way of an outcome'].flatMap(hopsOf);

/** A function, a constant or a property that holds one, or a method. */
const declares = ({ name }: Hop, source: string): boolean =>
  [
    `\\bfunction ${name}\\b`,
    `^\\s*(?:export )?const ${name}\\b.*=`,
    `^\\s+${name}: (?:async )?\\(`,
    `^\\s+(?:async |get )*${name}(?:<.*>)?\\((?:.*\\{)?$`,
  ].some((pattern) => new RegExp(pattern, 'm').test(source));

it.each(all.map((hop) => [hopText(hop), hop] as const))('there is a function %s', (_, hop) => {
  const source = readFileSync(join(root, hop.file), 'utf8');
  expect(declares(hop, source)).toBe(true);
  expect(declares({ ...hop, name: `${hop.name}Renamed` }, source)).toBe(false);
});

it('there are at most 8 hops from the broker to Temporal', () => {
  const way = hopsOf('The way of a record').map(hopText);
  const calls = way.indexOf('consumers/bridge/send-command.ts:sendCommand');
  expect(calls).toBeGreaterThan(0);
  expect(calls + 1).toBeLessThanOrEqual(8);
});
