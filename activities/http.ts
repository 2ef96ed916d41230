import { z } from 'zod';
import { basicAuthorization, withoutLogin } from '../schemas/bridge/url-login.ts';
import { refused, unavailable, type RefusalType } from './failures.ts';
import type { Call } from './services.ts';

export interface HttpServiceOptions {
  /** May include a path, and a login: `https://name:password@host/path`. */
  readonly baseUrl: string;
  /** For one call with its answer, in milliseconds. Default 20,000; keep it below the activity's own timeout. */
  readonly timeoutMs?: number;
}

interface HttpRequest<T> {
  /** For error messages, such as `charge`. */
  readonly operation: string;
  readonly path: string;
  readonly body: object;
  /** Schema of a successful answer. */
  readonly answer: z.ZodType<T>;
}

export type PostTo = <T>(request: HttpRequest<T>, call: Call) => Promise<T>;

/** Status and code by which a service refuses a request, even with a retry. */
const REFUSALS = new Map<string, RefusalType>([
  ['402 card-declined', 'InvalidPaymentError'],
  ['409 out-of-stock', 'OutOfStockError'],
  ['409 cannot-release', 'CompensationRefusedError'],
  ['409 already-undone', 'AlreadyUndoneError'],
  ['422 undeliverable', 'UndeliverableError'],
]);

/**
 * Statuses below 500 that mean "later", not "no". A proxy in front of the service may send them, for example while a
 * credential is rotated or a route is missing during a deployment. They must not end the retries of a refund.
 */
const LATER = [401, 403, 404, 407, 408, 421, 425, 429];

/** The only HTTP code: idempotency key, timeout and meaning of answers are the same for all services. */
export function httpService(service: string, { baseUrl, timeoutMs = 20_000 }: HttpServiceOptions): PostTo {
  const { url, login } = withoutLogin(baseUrl);
  const base = url.replace(/\/+$/, '');

  return async ({ operation, path, body, answer }, { idempotencyKey, signal }) => {
    const name = `${service}: ${operation}`;
    const request = {
      method: 'POST',
      headers: {
        ...basicAuthorization(login),
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      },
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
    // The service did it, but the answer is unusable: the next attempt gets the answer again.
    if (!parsed.success) throw unavailable(`${name} answered ${status} with an unexpected body`);
    return parsed.data;
  };
}

async function exchange(url: string, request: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(url, request);
  return { status: response.status, text: await response.text() };
}

/** Drops the parser's errors, because they quote the text. */
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
