import { describe, expect, it } from '@jest/globals';
import { SentLimit } from '../../../infra/kafka/sent-limit.ts';

const going = (limit: bigint | undefined, about: { readAgainBelow?: bigint } = {}) =>
  new SentLimit({ committed: 10n, limit, end: 500n, ...about });

const isHeld = async (waiting: Promise<void> | undefined): Promise<boolean> => {
  if (!waiting) return false;
  let held = true;
  void waiting.then(() => (held = false));
  await new Promise((resolve) => setImmediate(resolve));
  return held;
};

describe('K12: what may have been sent before', () => {
  const mayBe = (sent: SentLimit, ...offsets: bigint[]) =>
    offsets.map((offset) => sent.about(offset).mayBeRepeated);

  it('lies below the limit of the commit', () => {
    expect(mayBe(going(100n), 10n, 99n, 100n)).toEqual([true, true, false]);
  });

  it('lies below the end of the log if the commit has no limit', () => {
    expect(mayBe(going(undefined), 10n, 499n, 500n)).toEqual([true, true, false]);
  });

  it('is read again on purpose where an operator moved the group', () => {
    const sent = going(undefined, { readAgainBelow: 200n });
    expect(mayBe(sent, 199n, 200n, 500n)).toEqual([true, true, false]);
    expect([10n, 199n, 200n].map((offset) => sent.about(offset).isReadAgain)).toEqual([
      true,
      true,
      undefined,
    ]);
    expect([199n, 200n].map((offset) => sent.readAgainBelow(offset))).toEqual([200n, undefined]);
  });
});

describe('nothing is sent', () => {
  it('at or above the limit, until a commit with a higher one is acknowledged', async () => {
    const sent = going(100n);
    expect(sent.send(99n)).toBeUndefined();
    const held = sent.send(100n);
    const limit = sent.propose(50n);
    expect(limit).toBeGreaterThan(100n);
    expect(await isHeld(held)).toBe(true);
    sent.acknowledged(50n, limit);
    expect(await isHeld(held)).toBe(false);
    expect(sent.send(100n)).toBeUndefined();
  });

  it('beyond a limit that is under way, even if there was none before', async () => {
    const sent = going(undefined);
    expect(sent.send(9_000n)).toBeUndefined();
    const limit = sent.propose(10n);
    expect(sent.send(limit - 1n)).toBeUndefined();
    expect(await isHeld(sent.send(limit))).toBe(true);
    // Its commit failed, so the next one has to come by itself.
    expect(sent.isDue).toBe(true);
    sent.acknowledged(10n, sent.propose(10n));
    expect(sent.send(limit)).toBeUndefined();
  });
});

describe('the limit', () => {
  it('is asked for in time, once', () => {
    const sent = going(1_000n);
    void sent.send(700n);
    expect([sent.isShort, sent.isDue]).toEqual([false, false]);
    void sent.send(900n);
    expect([sent.isShort, sent.isDue]).toEqual([true, true]);
    sent.propose(10n);
    expect([sent.isShort, sent.isDue]).toEqual([false, true]);
  });

  it('is as far ahead as a busy partition gets in some commits, and not farther', () => {
    const sent = going(10n);
    const ahead = (offset: bigint) => {
      void sent.send(offset);
      return sent.propose(10n) - offset - 1n;
    };
    expect([ahead(10n), ahead(11n), ahead(1_011n)]).toEqual([256n, 256n, 4_000n]);
    expect(ahead(1_000_000n)).toBe(10_000n);
  });

  it('never moves back, and stays in front of what may have been sent before', () => {
    const sent = going(undefined);
    void sent.send(10n);
    expect(sent.propose(11n)).toBe(500n);
    void sent.send(600n);
    const high = sent.propose(11n);
    expect(sent.propose(12n)).toBe(high);
  });

  it('is the commit itself if all that was sent is settled, and no more will be', () => {
    const sent = going(10n);
    void sent.send(20n);
    expect(sent.propose(15n, true)).toBeGreaterThan(21n);
    expect(sent.propose(21n, true)).toBe(21n);
  });

  it('stays where it was after a last commit below it', () => {
    expect(going(100n).propose(40n, true)).toBe(100n);
  });
});

it('each record tells the highest commit that was acknowledged', () => {
  const sent = going(100n);
  expect(sent.about(20n)).toMatchObject({ committed: 10n });
  sent.acknowledged(30n, 200n);
  sent.acknowledged(25n, 150n);
  expect(sent.about(40n)).toMatchObject({ committed: 30n });
  expect(sent.send(199n)).toBeUndefined();
});

it('of a partition of which nothing is known, nothing is told', () => {
  expect(new SentLimit().about(5n)).toEqual({});
  expect(new SentLimit().send(5n)).toBeUndefined();
});
