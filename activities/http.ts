import { z } from 'zod';
import { refused, unavailable, type RefusalType } from './failures.ts';
import type { Call } from './services.ts';

export interface HttpServiceOptions {
  /** A path in it is kept. */
  readonly baseUrl: string;
  /** For one call, the reading of its answer included. Default 20,000; keep it below the activity's own timeout. */
  readonly timeoutMs?: number;
}

interface HttpRequest<T> {
  /** For error messages, `charge`, say. */
  readonly operation: string;
  readonly path: string;
  readonly body: object;
  /** What a success must look like. */
  readonly answer: z.ZodType<T>;
}

export type PostTo = <T>(request: HttpRequest<T>, call: Call) => Promise<T>;

/** Status and code with which a service says that it looked at a request and will not do it. */
const REFUSALS = new Map<string, RefusalType>([
  ['402 card-declined', 'InvalidPaymentError'],
  ['409 out-of-stock', 'OutOfStockError'],
  ['409 cannot-release', 'CompensationRefusedError'],
  ['409 already-undone', 'AlreadyUndoneError'],
  ['422 undeliverable', 'UndeliverableError'],
]);

/**
 * Statuses below 500 that say "later", not "no". Some come from what stands before a service, of which it knows nothing:
 * a credential that is being changed, a way that is missing during a deployment. Money is not kept for that.
 */
const LATER = [401, 403, 404, 407, 408, 421, 425, 429];

/** The one place that speaks HTTP: the key, the time limit, and what answers mean are the same for all services. */
export function httpService(service: string, { baseUrl, timeoutMs = 20_000 }: HttpServiceOptions): PostTo {
  const base = baseUrl.replace(/\/+$/, '');

  return async ({ operation, path, body, answer }, { idempotencyKey, signal }) => {
    const name = `${service}: ${operation}`;
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body),
      // A redirected POST may lose its body.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    } as const;

    const { status, text } = await exchange(base + path, request).catch((error: Error) => {
      if (signal.aborted) throw signal.reason;
      throw unavailable(`${name} got no answer`, error);
    });
    const content = parse(text);
    if (status < 200 || status > 299) throw failureOf(name, status, content);
    const parsed = answer.safeParse(content);
    // It was done, but we can't tell what: the next attempt is told again.
    if (!parsed.success) throw unavailable(`${name} answered ${status} with something else than expected`);
    return parsed.data;
  };
}

async function exchange(url: string, request: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(url, request);
  return { status: response.status, text: await response.text() };
}

/** No error is passed on from here: the parser's repeat what they could not read. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refusal = z.object({ error: z.string() });

function failureOf(name: string, status: number, content: unknown) {
  const { data } = refusal.safeParse(content);
  const type = data && REFUSALS.get(`${status} ${data.error}`);
  if (data && type) return refused(type, `${name} answered ${status} ${data.error}`);
  if (status >= 500 || LATER.includes(status)) return unavailable(`${name} answered ${status}`);
  return refused('BadRequestError', `${name} answered ${status}`);
}
