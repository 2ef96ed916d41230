import { withoutLogin } from './url-login.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to the host of the URL only, never to one that it redirects to. */
  readonly secretHeaders: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Undefined if it is too long; the rest is not read. */
  readonly text: string | undefined;
  readonly isJson: boolean;
  /** The header `Retry-After`. */
  readonly retryAfter: string | null;
}

const MOST_REDIRECTS = 5;

/** More than a schema within limits takes, escaped as JSON text. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Sends a request, and again to wherever it is redirected: the same method and body, as `fetch` by itself makes a GET
 * of a redirected POST. Throws if no answer comes.
 */
export async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { method, headers, secretHeaders, body } = request;
  const { origin } = new URL(request.url);
  let url = request.url;
  for (let redirects = 0; ; redirects += 1) {
    const isHome = new URL(url).origin === origin;
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(isHome && secretHeaders) },
      redirect: 'manual',
      signal,
      ...(body !== undefined && { body }),
    });
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return answerOf(response);
    await response.body?.cancel();
    if (redirects === MOST_REDIRECTS) throw new Error(`it was redirected more than ${MOST_REDIRECTS} times`);
    ({ url } = withoutLogin(new URL(location, url).href));
  }
}

const REDIRECTS = [301, 302, 307, 308];

async function answerOf(response: Response): Promise<HttpAnswer> {
  return {
    status: response.status,
    text: await boundedText(response),
    isJson: response.headers.get('content-type')?.includes('json') ?? false,
    retryAfter: response.headers.get('retry-after'),
  };
}

async function boundedText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
