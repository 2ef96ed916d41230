import { describe, expect, it } from '@jest/globals';
import type { Position } from '../../../infra/kafka/positions.ts';
import { lagOf, lagReader } from '../../../infra/observe/lag.ts';
import { eventually } from '../../eventually.ts';

const at = (committed: bigint | undefined, low: bigint, high: bigint): Position => ({
  topic: 't',
  partition: 0,
  committed: committed === undefined ? undefined : { offset: committed, incarnation: 1 },
  low,
  stable: high,
  high,
  topicId: undefined,
  leaderEpoch: undefined,
});

describe('lag', () => {
  it.each([
    ['all is committed', at(10n, 0n, 10n), 0],
    ['some is not', at(4n, 0n, 10n), 6],
    ['nothing is', at(undefined, 2n, 10n), 8],
    ['what was committed is deleted already', at(1n, 7n, 10n), 3],
    ['the offsets started over', at(10n, 0n, 3n), 0],
  ])('if %s', (_, position, records) => {
    expect(lagOf(position)).toEqual({ topic: 't', partition: 0, records, open: 0 });
  });

  it.each([
    ['all else is committed', 6n, 4],
    ['records before it are not', 2n, 4],
  ])('says how much of it waits for an open transaction, if %s', (_, committed, open) => {
    const position = { ...at(committed, 0n, 10n), stable: 6n };
    expect(lagOf(position)).toMatchObject({ records: Number(10n - committed), open });
  });
});

/** Brokers that answer when they are told to, and how often they were asked. */
function brokers() {
  const answers: PromiseWithResolvers<readonly Position[]>[] = [];
  const read = () => {
    answers.push(Promise.withResolvers());
    return answers.at(-1)!.promise;
  };
  return { answers, read };
}

it('the brokers are asked once, however many scrapes wait for them', async () => {
  const { answers, read } = brokers();
  const lag = lagReader({ read });
  const scrapes = [lag(), lag()];
  answers[0]!.resolve([at(4n, 0n, 10n)]);
  const [first, second] = await Promise.all(scrapes);
  expect(first?.lags).toEqual([{ topic: 't', partition: 0, records: 6, open: 0 }]);
  expect(second).toBe(first);
  expect(await lag()).toBe(first);
  expect(answers).toHaveLength(1);
});

it('a scrape gets the last answer, with its time, while the brokers are silent, fail, and until they answer', async () => {
  const { answers, read } = brokers();
  const lag = lagReader({ read, freshMs: 0, deadlineMs: 10 });
  const asked = lag();
  answers[0]!.resolve([at(4n, 0n, 10n)]);
  const known = await asked;

  expect(await lag()).toBe(known);
  expect(await lag()).toBe(known);
  expect(answers).toHaveLength(2);
  answers[1]!.reject(new Error('no broker'));
  await eventually(async () => {
    expect(await lag()).toBe(known);
    return answers.length === 3;
  });
  answers[2]!.resolve([at(10n, 0n, 10n)]);
  await eventually(async () => (await lag())?.lags[0]?.records === 0);
});

it('nothing is known while the brokers never answered', async () => {
  expect(await lagReader({ read: () => Promise.reject(new Error('no broker')) })()).toBeUndefined();
});
