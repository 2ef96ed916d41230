import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { meaningOf, type Refusing } from '../../activities/answers.ts';

const SERVICES = ['inventory', 'payments', 'shipping'] as const;
const meaning = (about: Partial<Refusing>) =>
  meaningOf({ service: 'payments', kind: 'step', status: 409, code: undefined, ...about });

describe('an answer that a key is in progress', () => {
  it.each(SERVICES)('means later at %s, for a step and for its undo', (service) => {
    for (const status of [409, 425])
      for (const code of ['idempotency_key_in_use', 'toString', undefined])
        for (const kind of ['step', 'undo'] as const)
          expect(meaning({ service, kind, status, code })).toBe('later');
  });
});

it('a final answer of one service is not that of another', () => {
  expect(meaning({ service: 'inventory', code: 'out-of-stock' })).toBe('OutOfStockError');
  expect(meaning({ service: 'payments', code: 'out-of-stock' })).toBe('later');
});

it('an undo believes nothing to be final but what is in the table', () => {
  for (let status = 300; status < 600; status += 1) {
    expect(meaning({ kind: 'undo', status, code: 'no' })).toBe('later');
    expect(meaning({ kind: 'undo', status, code: 'card-declined' })).toBe('later');
  }
  expect(meaning({ service: 'inventory', kind: 'undo', code: 'cannot-release' })).toBe(
    'CompensationRefusedError',
  );
});

it('docs/services.md has the table', () => {
  const doc = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'services.md'), 'utf8');
  const rows = [
    ...doc.matchAll(
      /^\| (inventory|payments|shipping) +\| (step|undo) +\| `(\d+) ([a-z-]+)` +\| `(\w+)` +\|/gm,
    ),
  ];
  expect(rows).toHaveLength(7);
  for (const [, service, kind, status, code, type] of rows)
    expect(meaning({ service, kind, status: Number(status), code } as Refusing)).toBe(type);
});
