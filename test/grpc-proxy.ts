import { once } from 'node:events';
import {
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { status } from '@grpc/grpc-js';

/** What is to happen to the next call of a method, in place of the server's answer. */
export interface Fault {
  /** The end of the method's path, `SignalWorkflowExecution`. */
  readonly method: string;
  /** What is answered; without it nothing ever is. */
  readonly code?: status;
  readonly details?: string;
  /** Nothing but a pause before the server gets the call, in milliseconds. */
  readonly delayMs?: number;
  /** Whether the server gets the call all the same, so that only its answer is lost. Default false. */
  readonly reaches?: boolean;
}

/**
 * A real Temporal frontend behind something that now and then answers in its place, as no server can be made to:
 * HTTP/2 on both sides, and gRPC's status in its trailers.
 */
export async function openGrpcProxy(target: string) {
  const upstream = connect(`http://${target}`);
  const faults: Fault[] = [];
  const calls: string[] = [];
  const server = createServer();
  server.on('sessionError', () => undefined);
  server.on('session', (session) => session.on('error', () => undefined));
  const serve = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => undefined);
    const path = String(headers[':path']);
    calls.push(path.split('/').at(-1)!);
    const index = faults.findIndex(({ method }) => path.endsWith(`/${method}`));
    const [found] = index < 0 ? [] : faults.splice(index, 1);
    if (found?.delayMs) await delay(found.delayMs);
    const fault = found?.delayMs ? undefined : found;
    if (fault && !fault.reaches) {
      stream.resume();
      answer(stream, fault);
      return;
    }
    const { [constants.HTTP2_HEADER_AUTHORITY]: _, ...passed } = headers;
    const call = upstream.request(passed);
    call.on('error', () => stream.destroy());
    stream.pipe(call);
    if (fault) {
      call.resume();
      call.on('end', () => answer(stream, fault));
      return;
    }
    let trailers: IncomingHttpHeaders = {};
    call.on('trailers', (received) => {
      trailers = received;
    });
    call.on('response', ({ ':status': httpStatus, ...received }, flags) => {
      const isOver = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(
        { ':status': httpStatus, ...received },
        isOver ? { endStream: true } : { waitForTrailers: true },
      );
      if (!isOver) call.pipe(stream);
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  };
  server.on('stream', (stream, headers) => void serve(stream, headers));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The methods that were called, in order. */
    calls,
    /** Each is for one call. */
    fail: (...next: Fault[]) => void faults.push(...next),
    async close(): Promise<void> {
      upstream.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(stream: ServerHttp2Stream, { code, details = 'a fault' }: Fault): void {
  if (code === undefined || stream.destroyed) return;
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(code),
      'grpc-message': encodeURIComponent(details),
    },
    { endStream: true },
  );
}
