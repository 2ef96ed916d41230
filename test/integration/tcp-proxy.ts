import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy before one server: counts requests to it, and plays its outage. */
export async function tcpProxy(target: string) {
  const { hostname, port, pathname } = new URL(target);
  const sockets = new Set<Socket>();
  let up = true;
  let requests = 0;

  const server = createServer((client) => {
    if (!up) return void client.destroy();
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.on('data', (data) => (requests += data.toString('latin1').split('GET /').length - 1));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    /** GET requests that came, each in one packet as small ones do. */
    get requests() {
      return requests;
    },
    /** Down: connections break, and new ones do so at once. */
    setUp(isUp: boolean) {
      up = isUp;
      if (!up) for (const socket of sockets) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
