import type { RequestListener } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { httpPayments } from '../../activities/payments.ts';
import { activitiesOn, anOrder } from './orders.ts';
import { closedPort, oddPort, oddService } from './odd-server.ts';

const SECRET = 'secret-of-the-answer';
const order = { orderId: '1', customerId: SECRET, amountMinor: 1, currency: 'EUR' };

const charge = (baseUrl: string, timeoutMs?: number) =>
  httpPayments({ baseUrl, ...(timeoutMs && { timeoutMs }) }).charge(order, {
    idempotencyKey: 'order-1/payment',
    signal: new AbortController().signal,
  });

const answer =
  (status: number, body: string): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(body);

/** The whole of a failure, with its causes: all that may come into a log. */
function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack}\n${wordsOf(error.cause)}` : '';
}

describe('an answer', () => {
  it.each([
    [400, 'BadRequestError', true],
    [401, 'ServiceUnavailableError', false],
    [403, 'ServiceUnavailableError', false],
    [404, 'ServiceUnavailableError', false],
    [402, 'BadRequestError', true],
    [409, 'ServiceUnavailableError', false],
    [422, 'BadRequestError', true],
    [408, 'ServiceUnavailableError', false],
    [425, 'ServiceUnavailableError', false],
    [429, 'ServiceUnavailableError', false],
    [500, 'ServiceUnavailableError', false],
    [502, 'ServiceUnavailableError', false],
    [503, 'ServiceUnavailableError', false],
  ])('%d without a known code is %s, not retried: %s', async (status, type, nonRetryable) => {
    for (const body of [`{"error":"${SECRET}"}`, `<html>${SECRET}`, '']) {
      const error = await charge(await oddService(answer(status, body))).catch((error: unknown) => error);
      expect(error).toMatchObject({ type, nonRetryable, message: `payments: charge answered ${status}` });
      expect(wordsOf(error)).not.toContain(SECRET);
    }
  });

  it('means what it says only with the status that belongs to its code', async () => {
    const codes = [answer(402, '{"error":"card-declined"}'), answer(409, '{"error":"card-declined"}')];
    const failures = codes.map(async (code) =>
      charge(await oddService(code)).catch((error: unknown) => error),
    );
    expect(await Promise.all(failures)).toMatchObject([
      { type: 'InvalidPaymentError' },
      { type: 'ServiceUnavailableError' },
    ]);
  });

  it.each([SECRET, `{"paymentId":"${SECRET}`, '{"other":1}', '{"paymentId":1}', 'null', ''])(
    'of success without an id is asked for again: %p',
    async (body) => {
      const error = await charge(await oddService(answer(201, body))).catch((error: unknown) => error);
      expect(error).toMatchObject({ type: 'ServiceUnavailableError', nonRetryable: false });
      expect(wordsOf(error)).not.toContain(SECRET);
    },
  );
});

describe('a service that gives no answer is tried again', () => {
  const failure = {
    type: 'ServiceUnavailableError',
    nonRetryable: false,
    message: 'payments: charge got no answer',
  };
  const causeOf = async (promise: Promise<unknown>) => {
    const error = await promise.catch((error: unknown) => error);
    expect(error).toMatchObject(failure);
    return (error as Error).cause as Error;
  };

  it('if it does not listen', async () => {
    const cause = await causeOf(charge(`http://127.0.0.1:${await closedPort()}`));
    expect(cause.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('if it does not answer', async () => {
    let asked = 0;
    const url = await oddService(() => void (asked += 1));
    expect(await causeOf(charge(url, 100))).toMatchObject({ name: 'TimeoutError' });
    expect(asked).toBe(1);
  });

  it('if it stops in the middle of its answer', async () => {
    const url = await oddService((_, response) => void response.writeHead(201).write('{"paymentId":'));
    expect(await causeOf(charge(url, 100))).toMatchObject({ name: 'TimeoutError' });
  });

  it('if it resets the connection', async () => {
    const port = await oddPort((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await causeOf(charge(`http://127.0.0.1:${port}`))).cause).toMatchObject({ code: 'ECONNRESET' });
  });

  it('if it redirects', async () => {
    const url = await oddService((request, response) => {
      if (request.url === '/payments') response.writeHead(302, { location: '/elsewhere' }).end();
      else response.writeHead(201).end('{"paymentId":"p-1"}');
    });
    await causeOf(charge(url));
  });
});

describe('a request', () => {
  it('goes below the path of the base URL, with the key and only what the service needs', async () => {
    const seen: unknown[] = [];
    const url = await oddService((request, response) => {
      const { method, url: path, headers } = request;
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        seen.push([method, path, headers['idempotency-key'], JSON.parse(body)]);
        response.writeHead(201).end('{"paymentId":"p-1"}');
      });
    });
    for (const baseUrl of [`${url}/shop`, `${url}/shop/`]) {
      const payments = httpPayments({ baseUrl });
      const { run } = activitiesOn({ payments });
      const charged = run((activities) => activities.chargePayment({ order: anOrder() }));
      expect(await charged).toEqual({ paymentId: 'p-1' });
    }
    const body = { orderId: '1', customerId: 'c-1', amountMinor: 4_248, currency: 'EUR' };
    const expected = ['POST', '/shop/payments', 'order-1/payment', body];
    expect(seen).toEqual([expected, expected]);
  });

  it('is given up when the activity is cancelled, which is no failure of the service', async () => {
    let ask = () => {};
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const payments = httpPayments({ baseUrl: await oddService(() => ask()) });
    const { environment, run } = activitiesOn({ payments });
    const charged = run((activities) => activities.chargePayment({ order: anOrder() }));
    await asked;
    environment.cancel();
    await expect(charged).rejects.toBeInstanceOf(CancelledFailure);
  });
});
