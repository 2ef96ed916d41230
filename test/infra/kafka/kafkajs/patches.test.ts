import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The columns of each row of the table in docs/kafkajs.md. */
const rows = read('docs/kafkajs.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((column) => column.trim()),
  );

/** What is in backquotes. */
const quoted = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, inner]) => inner!);

it('the table lists each patch that is loaded, and no other', () => {
  const loaded = [...read('infra/kafka/kafkajs/patches.ts').matchAll(/^import '\.\/([\w/.-]+)';$/gm)].map(
    ([, path]) => path,
  );
  expect(rows.map(([patch]) => quoted(patch)[0])).toEqual(loaded);
});

it.each(rows.map(([patch, ...columns]) => [patch, columns] as const))(
  'the row of %s says everything, and each test that it names exists',
  (_, columns) => {
    const [symptom, upstream, tests, until] = columns;
    expect(columns).toHaveLength(4);
    expect(symptom && until).toBeTruthy();
    expect(upstream).toMatch(/^none known$|https:\/\/github\.com\/tulios\/kafkajs\/(issues|pull)\/\d+/);
    expect(quoted(tests).length).toBeGreaterThan(0);
    for (const test of quoted(tests))
      expect({ test, exists: existsSync(join(root, test)) }).toEqual({ test, exists: true });
  },
);
