import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Summary } from '../../infra/demo/tally.ts';
import { STORIES } from '../../infra/demo/scenario.ts';
import type { SeenRecord } from '../../infra/kafka/read-topics.ts';
import { ktb, type Ended } from './ktb.ts';

/** The demo, as a user runs it; every story of its scenario is a test of its own. */
let ended: Ended;
let records: SeenRecord[];
let summary: Summary;

beforeAll(async () => {
  ended = await ktb(['demo', '--once', '--json']);
  const lines = ended.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SeenRecord & { summary: Summary });
  summary = lines.pop()!.summary;
  records = lines;
});

describe('in the demo', () => {
  it.each(STORIES)('$title', ({ id, expect: expected }) => {
    const mine = records.filter(({ key }) => key?.endsWith(`-${id}`));
    for (const { topic, type, reason = null, value = {} } of expected) {
      expect(mine).toContainEqual(
        expect.objectContaining({
          topic,
          type,
          reason,
          value: type === null ? null : expect.objectContaining(value),
        }),
      );
    }
    expect(mine).toHaveLength(expected.length);
  });
});

it('`demo --once --json` exits 0 with everything arrived, nothing twice and nothing else', () => {
  expect(ended).toMatchObject({ code: 0 });
  expect(summary).toMatchObject({ duplicates: 0, unexpected: 0 });
  expect(summary.expected).toBeGreaterThanOrEqual(15);
  expect(summary.arrived).toBe(summary.expected);
});

it('only items of the import whose worker was killed come again, of one page at most', () => {
  const seen = new Set<string>();
  const repeated = records.filter(({ ceId }) => ceId !== null && (seen.has(ceId) || !seen.add(ceId)));
  expect(summary.repeats).toBe(repeated.length);
  expect(new Set(repeated.map(({ topic }) => topic))).toEqual(
    new Set(repeated.length > 0 ? ['catalog.items'] : []),
  );
  expect(repeated.length).toBeLessThanOrEqual(250);
});

const FIELDS = ['topic', 'partition', 'offset', 'timestamp', 'type', 'key', 'ceId', 'reason', 'value'];

it('each line of `--json` has exactly the fields that are promised', () => {
  for (const record of records) expect(Object.keys(record)).toEqual(FIELDS);
});
