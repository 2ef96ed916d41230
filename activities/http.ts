import { z } from 'zod';
import { basicAuthorization, withoutLogin } from '../schemas/bridge/url-login.ts';
import { meaningOf, type Refusing, type ServiceName } from './answers.ts';
import { refused, unavailable } from './failures.ts';
import type { Call } from './services.ts';

export interface HttpServiceOptions {
  /** May include a path, and a login: `https://name:password@host/path`. */
  readonly baseUrl: string;
  /** For one call with its answer, in milliseconds. Default 20,000; keep it below the activity's own timeout. */
  readonly timeoutMs?: number;
  /** What answers mean. Default: `meaningOf`. */
  readonly meaning?: typeof meaningOf;
}

interface HttpRequest<T> {
  /** For error messages, such as `charge`. */
  readonly operation: string;
  /** An undo believes fewer answers than a step. */
  readonly kind: Refusing['kind'];
  readonly path: string;
  readonly body: object;
  /** Schema of a successful answer. */
  readonly answer: z.ZodType<T>;
}

export type PostTo = <T>(request: HttpRequest<T>, call: Call) => Promise<T>;

/** The only HTTP code: idempotency key, timeout and meaning of answers are the same for all services. */
export function httpService(service: ServiceName, options: HttpServiceOptions): PostTo {
  const { baseUrl, timeoutMs = 20_000, meaning = meaningOf } = options;
  const { url, login } = withoutLogin(baseUrl);
  const base = url.replace(/\/+$/, '');

  return async ({ operation, kind, path, body, answer }, { idempotencyKey, signal }) => {
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
    if (status < 200 || status > 299) {
      const code = refusal.safeParse(content).data?.error;
      const meant = meaning({ service, kind, status, code });
      if (meant === 'later') throw unavailable(`${name} answered ${status}`);
      // Codes of the table may be repeated; any other text may quote the order.
      throw refused(meant, `${name} answered ${status}${meant === 'BadRequestError' ? '' : ` ${code}`}`);
    }
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
