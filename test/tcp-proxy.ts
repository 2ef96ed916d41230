import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A way to a server that a test can cut and restore.
 *
 * @param target host:port
 * @param host where it is entered. Default: loopback
 * @param heard is told what clients send
 */
export async function openProxy(target: string, host = '127.0.0.1', heard?: (bytes: Buffer) => void) {
  const [farHost, port] = target.split(':');
  const sockets = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  let refused = 0;

  const server = createServer((near) => {
    if (isCut) {
      refused += 1;
      near.destroy();
      return;
    }
    const far = connect(Number(port), farHost);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
    }
    if (heard) near.on('data', heard);
    near.pipe(far).pipe(near);
    if (isSilent) for (const socket of [near, far]) socket.pause();
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, host);
  await once(server, 'listening');

  return {
    address: `${host}:${(server.address() as AddressInfo).port}`,
    /** Connections that were refused while the way was cut. */
    get refused() {
      return refused;
    },
    cut(): void {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    /** Nothing comes through any more, and no connection ends: as with a cable that is pulled. */
    silence(): void {
      isSilent = true;
      for (const socket of sockets) socket.pause();
    },
    restore(): void {
      isCut = false;
      isSilent = false;
      for (const socket of sockets) socket.resume();
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
