import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { headerOf } from '../../../consumers/bridge/event-interceptor.ts';
import { lookIntoHistory } from '../../../consumers/bridge/history.ts';
import { RunHistories } from '../../../consumers/bridge/run-histories.ts';
import { BOTH, dispatching, event, handedOver } from './dispatching.ts';
import { grpcError } from './memory-temporal.ts';

/** Workflows of so many events, each with the offset of its number, and what is read of their histories. */
async function workflows(lengths: Readonly<Record<string, number>>, maxEvents?: number) {
  const temporal = dispatching();
  const histories = new RunHistories(temporal.client, maxEvents);
  const send = async (workflowId: string, ...offsets: number[]) => {
    for (const offset of offsets)
      await temporal.dispatch({ ...BOTH, workflowId }, { ...event(offset), mayBeRepeated: false });
  };
  for (const [workflowId, length] of Object.entries(lengths))
    await send(workflowId, ...Array.from({ length }, (_, index) => index + 1));
  const look = (workflowId: string, offset = 1_000) =>
    lookIntoHistory(histories, workflowId, headerOf(event(offset), 'signal'), true, (call) => call());
  /** How many pages looks take, each from the newest event back to where it finds its own. */
  const pagesOf = async (...ids: string[]) => {
    temporal.calls.splice(0);
    for (const workflowId of ids) await look(workflowId);
    return temporal.calls.filter((call) => call === 'history').length;
  };
  return { ...temporal, send, look, pagesOf };
}

describe('of the histories that were read', () => {
  it('those that were used last are kept, as many events as there may be', async () => {
    const { pagesOf } = await workflows({ a: 1, b: 1, c: 1 }, 4);
    expect(await pagesOf('a', 'b')).toBe(2);
    expect(await pagesOf('b', 'a')).toBe(0);
    expect(await pagesOf('c', 'a')).toBe(1);
    expect(await pagesOf('b')).toBe(1);
  });

  it('the names that were handed over count, too', async () => {
    const { pagesOf, renew } = await workflows({ a: 1, b: 1 }, 4);
    renew('a', handedOver('1', ['ce:a', 'ce:b']));
    expect(await pagesOf('a', 'b', 'b')).toBe(2);
    expect(await pagesOf('a')).toBe(1);
  });
});

it('a look reads no more than it needs, and nothing twice', async () => {
  const { look, calls, pageSizes, send } = await workflows({ w: 9 });
  // Of ten events, two a page: the start is the last one.
  expect(await look('w', 9)).toEqual({ kind: 'event' });
  expect(pageSizes.splice(0)).toEqual([16]);
  expect(await look('w', 5)).toEqual({ kind: 'event' });
  expect(pageSizes.splice(0)).toEqual([16, 32]);
  await send('w', 10, 11, 12);
  expect(await look('w', 12)).toEqual({ kind: 'event' });
  expect(pageSizes.splice(0)).toEqual([16, 32]);
  for (const offset of [10, 11, 9, 5]) expect(await look('w', offset)).toEqual({ kind: 'event' });
  expect(pageSizes).toEqual([]);
  expect(await look('w', 1)).toEqual({ kind: 'event' });
  expect(await look('w')).toEqual({ kind: 'other-events', isOvertaken: false });
  expect(pageSizes.splice(0)).toEqual([16, 32]);
  calls.splice(0);
  expect(await look('w', 0)).toEqual({ kind: 'other-events', isOvertaken: true });
  expect(calls).toEqual(['describe']);
});

describe('pages', () => {
  const tooLarge = grpcError(status.RESOURCE_EXHAUSTED, 'Received message larger than max (17 vs 16)');

  it('are small at first, and get larger up to 256 events', async () => {
    const { look, pageSizes } = await workflows({ w: 13 });
    await look('w');
    expect(pageSizes).toEqual([16, 32, 64, 128, 256, 256, 256]);
  });

  it('are half as large after one that was too large, and one more is as small', async () => {
    const { look, pageSizes, fail } = await workflows({ w: 7 });
    for (let page = 0; page < 2; page += 1) fail('history', tooLarge);
    await look('w');
    expect(pageSizes).toEqual([4, 4, 8, 16]);
  });

  it('that are too large for one event cannot be read; another failure is one', async () => {
    const { look, pageSizes, fail } = await workflows({ w: 1 });
    for (const _ of [16, 8, 4, 2, 1]) fail('history', tooLarge);
    expect(await look('w')).toEqual({ kind: 'unreadable' });
    fail('history', grpcError(status.UNAVAILABLE));
    await expect(look('w')).rejects.toMatchObject({ code: status.UNAVAILABLE });
    expect(pageSizes).toEqual([]);
  });
});
