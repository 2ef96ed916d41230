import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createEndpoint } from '../../../infra/observe/endpoint.ts';
import { aRecord } from '../../consumers/bridge/record.ts';
import { aPartition, observed } from './observed.ts';

let parts: ReturnType<typeof observed>;
let endpoint: FastifyInstance;
beforeEach(() => {
  parts = observed();
  endpoint = createEndpoint(parts.observer);
});
afterEach(() => endpoint.close());

const get = async (url: string) => {
  const answer = await endpoint.inject(url);
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};

it('/readyz shows the state of each partition, and no reason if there is none', async () => {
  parts.observer.running();
  parts.state.partitions = [aPartition({ inFlight: 4, committed: 41n, pausedSince: 0 })];
  expect(await get('/readyz')).toEqual({
    status: 200,
    body: {
      ready: true,
      reasons: [],
      notes: [],
      partitions: [
        {
          topic: 'orders.approvals',
          partition: 2,
          inFlight: 4,
          committed: '41',
          pausedSince: '1970-01-01T00:00:00.000Z',
          problem: null,
        },
      ],
    },
  });
});

it('/readyz names a record that is held up, until it is settled', async () => {
  parts.observer.running();
  parts.state.partitions = [aPartition()];
  // The message of an unexpected error may quote the record.
  parts.progress.onHeldUp(aRecord(), new TypeError('not a number: secret'));
  const { status, body } = await get('/readyz');
  expect([status, body]).toEqual([
    503,
    expect.objectContaining({
      reasons: [expect.stringMatching(/approvals\/2 is held up at offset 41.*TypeError/)],
    }),
  ]);
  expect(JSON.stringify(body)).not.toContain('secret');
  parts.progress.onSettled(aRecord(), 'r', { kind: 'delivered' });
  expect(await get('/readyz')).toMatchObject({ status: 200 });
});

it('/readyz forgets what was held up in an assignment that is over', async () => {
  parts.observer.running();
  parts.state.partitions = [aPartition()];
  parts.progress.onHeldUp(aRecord(), new Error('a bug'));
  parts.state.since = Date.now() + 1;
  expect(await get('/readyz')).toMatchObject({ status: 200 });
});

it('/livez is well while the process starts, waits and drains', async () => {
  expect(await get('/livez')).toEqual({ status: 200, body: { live: true } });
  parts.observer.running();
  parts.state.phase = 'joining';
  expect(await get('/livez')).toMatchObject({ status: 200 });
  parts.observer.draining();
  expect(await get('/livez')).toMatchObject({ status: 200 });
  expect(await get('/readyz')).toMatchObject({ status: 503 });
});

it('both say what crashed the process, while it still drains too', async () => {
  parts.observer.running();
  parts.observer.crashed(new Error('the topic was recreated'));
  parts.observer.draining();
  expect(await get('/livez')).toEqual({
    status: 503,
    body: { live: false, reason: 'the topic was recreated' },
  });
  expect(await get('/readyz')).toMatchObject({
    status: 503,
    body: { reasons: ['stopped by an error that a retry cannot fix: the topic was recreated'] },
  });
});

it('/metrics is what Prometheus reads, with the metrics of the process', async () => {
  const { headers, body } = await endpoint.inject('/metrics');
  expect(headers['content-type']).toContain('text/plain; version=0.0.4');
  expect(body).toContain('process_resident_memory_bytes ');
});

it('any other path is not found', async () => {
  expect(await get('/')).toMatchObject({ status: 404, body: { error: 'not-found' } });
});
