import { describe, expect, it } from '@jest/globals';
import { ignore } from '../../../consumers/bridge/command.ts';
import type { OutboundRecord } from '../../../consumers/bridge/dead-letter.ts';
import { router } from '../../../consumers/bridge/route-record.ts';
import { settler, type Settlement } from '../../../consumers/bridge/settle.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { aRecord } from './record.ts';

const { signal: never } = new AbortController();

/** What is written, and what is told, of a record that ends so. */
async function settled(settlement: Settlement, policies = {}) {
  const letters: OutboundRecord[] = [];
  const told: Settlement[] = [];
  const settle = settler({
    writeDeadLetter: async (letter) => void letters.push(letter),
    onSettled: (_, __, end) => void told.push(end),
  });
  const routed = router({ routes: [], cluster: 'c' })(aRecord(), ignore('test'));
  await settle({ ...routed, policies: { ...routed.policies, ...policies } }, settlement, never);
  return { letters, told };
}

describe.each(['late', 'conflict'] as const)('an event that is %s', (reason) => {
  const answer = rejected('dispatch', reason, 'because');

  it('gets a dead letter', async () => {
    const { letters, told } = await settled(answer);
    expect(letters).toHaveLength(1);
    expect(told).toEqual([answer]);
  });

  it('is ignored if its route says so', async () =>
    expect(await settled(answer, { [reason]: 'ignore' })).toEqual({ letters: [], told: [ignore(reason)] }));
});

it('tells of a delivery, and writes nothing', async () =>
  expect(await settled({ kind: 'delivered' })).toEqual({ letters: [], told: [{ kind: 'delivered' }] }));

it('is not over before the dead letter is written', async () => {
  const settle = settler({ writeDeadLetter: () => Promise.reject(new Error('no broker')) });
  const routed = router({ routes: [], cluster: 'c' })(aRecord(), ignore('test'));
  await expect(settle(routed, rejected('route', 'invalid', 'because'), never)).rejects.toThrow('no broker');
});
