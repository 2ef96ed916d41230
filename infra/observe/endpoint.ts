import { fastify, type FastifyInstance } from 'fastify';
import type { PartitionState } from '../../consumers/bridge/source.ts';
import { printableJson } from '../output/printable.ts';
import { fullReasonOf } from '../user-error.ts';
import type { Observer } from './observer.ts';

/**
 * The HTTP endpoint: `/livez`, `/readyz` and `/metrics`. Of a record it shows only the place in Kafka.
 */
export function createEndpoint(observer: Observer): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  app.setReplySerializer((payload) => (typeof payload === 'string' ? payload : printableJson(payload)));
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'not-found', paths: PATHS }));

  // An outage keeps the process live: it waits, and a restart would not help.
  app.get('/livez', (_, reply) => {
    const { phase, crash } = observer.condition();
    const live = phase !== 'crashed';
    return reply.code(live ? 200 : 503).send({ live, ...(!live && { reason: fullReasonOf(crash) }) });
  });

  app.get('/readyz', (_, reply) => {
    const reasons = observer.reasons();
    const ready = reasons.length === 0;
    const partitions = observer.condition().source?.partitions.map(partitionView) ?? [];
    return reply.code(ready ? 200 : 503).send({ ready, reasons, notes: observer.notes(), partitions });
  });

  app.get('/metrics', async (_, reply) => {
    const { contentType, text } = await observer.scrape();
    return reply.type(contentType).send(text);
  });
  return app;
}

const PATHS = ['/livez', '/readyz', '/metrics'];

const partitionView = ({ topic, partition, inFlight, committed, pausedSince, problem }: PartitionState) => ({
  topic,
  partition,
  inFlight,
  committed: committed === undefined ? null : String(committed),
  pausedSince: pausedSince === undefined ? null : new Date(pausedSince).toISOString(),
  problem: problem ? fullReasonOf(problem) : null,
});
