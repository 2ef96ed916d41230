import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import type { AnswerOnce } from './answer-once.ts';
import type { Answer } from './books.ts';
import { release, reserve } from './inventory.ts';
import type { Ledger } from './ledger.ts';
import type { Operation, OrderRequest } from './operation.ts';
import { charge, refund } from './payments.ts';
import { cancel, ship } from './shipping.ts';
import { statementOf } from './statement.ts';

export interface ServerOptions {
  readonly ledger: Ledger;
  readonly once: AnswerOnce;
  /** Duration of a slow step, in milliseconds. */
  readonly slowMs: number;
  /** Aborted when the simulator closes, so that slow steps end. */
  readonly closing: AbortSignal;
}

const bad = (fields: readonly string[]): Answer => ({ status: 400, body: { error: 'bad-request', fields } });

/** The three services and the ledger on one port. Answers name fields, never their values. */
export function createServer(options: ServerOptions): FastifyInstance {
  const app = fastify({ forceCloseConnections: 'idle' });
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'not-found' }));
  app.setErrorHandler<FastifyError>(({ statusCode = 503 }, _, reply) =>
    reply.code(statusCode).send({ error: statusCode < 500 ? 'bad-request' : 'unavailable' }),
  );

  serve(app, reserve, options);
  serve(app, release, options);
  serve(app, charge, options);
  serve(app, refund, options);
  serve(app, ship, options);
  serve(app, cancel, options);

  app.get<{ Querystring: { orderId?: string } }>('/ledger', ({ query }) =>
    statementOf(options.ledger.books, query.orderId),
  );
  app.get('/health', () => ({ status: 'ok' }));
  return app;
}

function serve<R extends OrderRequest>(
  app: FastifyInstance,
  operation: Operation<R>,
  options: ServerOptions,
): void {
  app.post(operation.path, async ({ headers, body }, reply) => {
    const { status, body: answer } = await handle(operation, options, headers['idempotency-key'], body);
    return reply.code(status).send(answer);
  });
}

async function handle<R extends OrderRequest>(
  operation: Operation<R>,
  { ledger, once, slowMs, closing }: ServerOptions,
  key: string | string[] | undefined,
  body: unknown,
): Promise<Answer> {
  if (typeof key !== 'string' || key === '') return bad(['Idempotency-Key']);
  const parsed = operation.body.safeParse(body);
  if (!parsed.success) return bad(parsed.error.issues.map(({ path }) => path.join('.')));

  const request = parsed.data;
  const { orderId } = request;
  void ledger.record({ kind: 'attempt', orderId, operation: operation.name });
  const attempt = ledger.books.attempts.get(orderId)?.get(operation.name) ?? 0;

  const keyed = { key: `http ${key}`, fingerprint: fingerprintOf([operation.name, request]) };
  return once(keyed, async () => {
    if (operation.isDown(request, attempt)) return { status: 503, body: { error: 'unavailable' } };
    if (operation.isSlow(request)) await delay(slowMs, undefined, { signal: closing });
    // No await until the entry is in the books: the decision must still hold when it is recorded.
    const { status, body: answer, entries, closes } = operation.work(request, ledger.books);
    const { account } = operation;
    await ledger.record({
      kind: 'answer',
      ...keyed,
      answer: { status, body: answer },
      orderId,
      account,
      entries,
      closes,
    });
    return { status, body: answer };
  });
}

/** A hash, so that the ledger contains no names and addresses. */
const fingerprintOf = (request: unknown) =>
  createHash('sha256').update(JSON.stringify(request)).digest('base64url');
