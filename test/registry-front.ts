import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands in front of a registry answers a request itself, or lets it through. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Rule = (request: IncomingMessage, count: number) => Reply | undefined;

/**
 * A server in front of a registry, as companies have them: a gateway with a login, a redirect, a limit.
 *
 * @param registry base URL
 * @param rule gets each request and how many there were before it
 */
export async function openRegistryFront(registry: string, rule: Rule) {
  const target = new URL(registry);
  const requests: IncomingMessage[] = [];
  let current = rule;
  const server = createServer((request, response) => {
    const reply = current(request, requests.length);
    requests.push(request);
    if (reply) {
      request.resume();
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    }
    const { method, headers, url: path } = request;
    const onwards = ask(target, { method, path, headers: { ...headers, host: target.host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onwards.on('error', () => response.destroy());
    request.pipe(onwards);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    origin: `http://127.0.0.1:${port}`,
    /** Base URL, in which a login may be put. */
    url: (login = '') => `http://${login}127.0.0.1:${port}${target.pathname}`,
    follow: (next: Rule) => void (current = next),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
