import { expect, it } from '@jest/globals';
import { fuzz } from './fuzz.ts';

it('20,000 bad records become a command or a rejection each, within bounds of time and memory', async () => {
  const report = await fuzz(
    1,
    Array.from({ length: 20_000 }, (_, index) => index),
  );
  expect(report.findings).toEqual([]);
  // Some of each kind came through, else the inputs are not what they are meant to be.
  expect(Object.keys(report.verdicts)).toEqual(
    expect.arrayContaining(['taken', 'undecodable', 'invalid', 'not-framed', 'bad-key']),
  );
});

it('an input is the same when it is made alone', async () => {
  const index = 544;
  const alone = await fuzz(1, [index]);
  const amongOthers = await fuzz(1, [3, 17, index]);
  const same = ({ verdicts }: { verdicts: object }) => Object.keys(verdicts);
  expect(same(amongOthers)).toEqual(expect.arrayContaining(same(alone)));
  expect(alone.slowest).toMatchObject({ seed: 1, index });
});
