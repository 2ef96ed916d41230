import { setTimeout as delay } from 'node:timers/promises';
import { RegistryError } from './registry-error.ts';

/** More than a schema within limits takes, escaped as JSON text. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Waits before each retry, in milliseconds: a connection that was idle for long is often closed. */
const RETRIES = [100, 300];

export type RegistryAnswer = { readonly body: unknown } | 'missing' | 'too-large';

export interface RequestOptions {
  /** Base URL of a Confluent-compatible API, without a slash at its end. */
  readonly host: string;
  readonly auth?: { readonly username: string; readonly password: string } | undefined;
  /** Deadline of one request including its retries, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * GET and PUT requests to a registry. `missing` means a 404 from the registry itself, with an error code in its body: a
 * proxy or a wrong path gives a 404 too. Throws a `RegistryError` if no usable answer comes in time.
 */
export function registryRequests({ host, auth, timeoutMs }: RequestOptions) {
  const headers = {
    accept: 'application/vnd.schemaregistry.v1+json, application/json',
    ...(auth && {
      authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`,
    }),
  };

  async function ask(path: string, signal: AbortSignal): Promise<RegistryAnswer> {
    const response = await fetch(`${host}${path}`, { headers, signal });
    const text = await boundedText(response);
    if (response.ok) {
      if (text !== undefined) return { body: JSON.parse(text) as unknown };
      if (response.headers.get('content-type')?.includes('json')) return 'too-large';
    }
    if (response.status === 404 && hasErrorCode(text)) return 'missing';
    throw new Error(`the answer was ${response.status}`);
  }

  async function get(path: string): Promise<RegistryAnswer> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (let tried = 0; ; tried += 1) {
      try {
        return await ask(path, signal);
      } catch (cause) {
        const wait = RETRIES[tried];
        if (wait === undefined || signal.aborted) {
          throw new RegistryError(`the schema registry gave no usable answer to GET ${path}`, { cause });
        }
        await delay(wait);
      }
    }
  }

  async function put(path: string, body: object): Promise<void> {
    const response = await fetch(`${host}${path}`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new RegistryError(`the answer to PUT ${path} was ${response.status}`);
  }

  return { get, put };
}

/** Undefined if the answer is too long; the rest is not read. */
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

function hasErrorCode(text: string | undefined): boolean {
  try {
    const body = JSON.parse(text ?? '') as { error_code?: unknown } | null;
    return typeof body?.error_code === 'number';
  } catch {
    return false;
  }
}
