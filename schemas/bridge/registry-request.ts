import { setTimeout as delay } from 'node:timers/promises';
import { RegistryError } from './registry-error.ts';
import { exchange, type HttpAnswer, type HttpRequest } from './redirects.ts';
import { basicAuthorization, type Login } from './url-login.ts';

/** Waits before each retry, in milliseconds: a connection that was idle for long is often closed. */
const RETRIES = [100, 300];

/** How long a registry may have one call wait by `Retry-After`, in milliseconds, and how long it does if it does not say. */
const MOST_WAIT_MS = 60_000;
const USUAL_WAIT_MS = 1_000;

/** Longer texts of a registry are cut. */
const MAX_DETAIL_CHARS = 500;

/**
 * What a registry answered: a body, or the code by which it says that something is not there. Only the registry gives a
 * code: another 404 may come from a proxy or a wrong path.
 */
export type RegistryAnswer = { readonly body: unknown } | { readonly absent: number } | 'too-large';

export interface RequestOptions {
  /** Base URL of a Confluent-compatible API, without a slash at its end and without a login. */
  readonly host: string;
  readonly auth?: Login | undefined;
  /** Deadline of one request including its retries, in milliseconds; what the registry asks to wait comes on top. */
  readonly timeoutMs: number;
}

export type AskRegistry = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
) => Promise<RegistryAnswer>;

/**
 * Requests to a registry, by whatever redirects it is reached. Throws a `RegistryError` if no usable answer comes in
 * time, and at once if it refuses the request.
 */
export function registryRequests({ host, auth, timeoutMs }: RequestOptions): AskRegistry {
  return async function ask(method, path, body) {
    const request: HttpRequest = {
      method,
      url: `${host}${path}`,
      headers: {
        accept: 'application/vnd.schemaregistry.v1+json, application/json',
        ...(body && { 'content-type': 'application/vnd.schemaregistry.v1+json' }),
      },
      secretHeaders: basicAuthorization(auth),
      ...(body && { body: JSON.stringify(body) }),
    };
    let signal = AbortSignal.timeout(timeoutMs);
    let waited = 0;
    for (let tried = 0; ;) {
      try {
        const answer = await exchange(request, signal);
        const wait = waitOf(answer);
        if (wait === undefined) return read(answer, `${method} ${path}`, auth);
        waited += wait;
        if (waited > MOST_WAIT_MS) throw refusal(answer, `${method} ${path}`, auth);
        await delay(wait);
        signal = AbortSignal.timeout(timeoutMs);
      } catch (cause) {
        if (cause instanceof RegistryError) throw cause;
        const wait = RETRIES[tried];
        if (wait === undefined || signal.aborted)
          throw new RegistryError(`the schema registry gave no usable answer to ${method} ${path}`, {
            cause,
          });
        tried += 1;
        await delay(wait);
      }
    }
  };
}

/** How long a registry that is asked too much wants to be left alone, in milliseconds. */
function waitOf({ status, retryAfter }: HttpAnswer): number | undefined {
  if (status !== 429 && !(status === 503 && retryAfter !== null)) return undefined;
  const seconds = Number(retryAfter ?? NaN);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(retryAfter ?? '') - Date.now();
  return Number.isFinite(wait) ? Math.max(wait, 0) : USUAL_WAIT_MS;
}

/** Throws a plain error for what may be better at once, and a `RegistryError` for a refusal. */
function read(answer: HttpAnswer, asked: string, auth: Login | undefined): RegistryAnswer {
  const { status, text, isJson } = answer;
  const isOk = status >= 200 && status < 300;
  if (isOk && text === undefined && isJson) return 'too-large';
  if (isOk && text !== undefined) return { body: JSON.parse(text) as unknown };
  const code = errorOf(answer).error_code;
  if (status === 404 && typeof code === 'number' && NOT_THERE.includes(code)) return { absent: code };
  if (status >= 400 && status < 500 && status !== 404 && status !== 408) throw refusal(answer, asked, auth);
  throw new Error(`the answer was ${status}${detailOf(answer)}`);
}

/** The registry's codes for a subject, a version, a schema and a subject's configuration that are not there. */
export const ABSENT = { subject: 40401, version: 40402, schema: 40403, config: 40408 };
const NOT_THERE: readonly number[] = Object.values(ABSENT);

function refusal(answer: HttpAnswer, asked: string, auth: Login | undefined): RegistryError {
  const { status } = answer;
  return new RegistryError(
    `${sentence(status, auth)}: it answered ${status} to ${asked}${detailOf(answer)}`,
    {
      status,
    },
  );
}

function sentence(status: number, auth: Login | undefined): string {
  if (status === 401) return `the schema registry ${auth ? 'does not accept the login' : 'asks for a login'}`;
  if (status === 403)
    return `the schema registry does not allow it to ${auth ? 'this login' : 'a client without a login'}`;
  if (status === 429 || status === 503) return 'the schema registry is asked too much';
  return 'the schema registry refuses the request';
}

const detailOf = (answer: HttpAnswer): string => {
  const { message } = errorOf(answer);
  return typeof message === 'string' ? `: ${message.slice(0, MAX_DETAIL_CHARS)}` : '';
};

function errorOf({ text }: HttpAnswer): { readonly error_code?: unknown; readonly message?: unknown } {
  try {
    return (JSON.parse(text ?? '') as object | null) ?? {};
  } catch {
    return {};
  }
}
