import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { portOption, portSetting, USUAL_PORTS } from '../../../infra/settings/stack-ports.ts';
import { choosePorts } from '../../../infra/stack/ports.ts';

const occupants: Server[] = [];

afterEach(() => {
  for (const occupant of occupants.splice(0)) occupant.close();
});

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  occupants.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const port = await takenPort();
  const server = occupants.pop();
  server?.close();
  await once(server as Server, 'close');
  return port;
}

describe('the port of a server', () => {
  it('is the previous one if that is free', async () => {
    const port = await freePort();
    expect(await choosePorts({ previous: { registry: port } })).toMatchObject({ registry: port });
  });

  it('is another one if the previous one is taken', async () => {
    const port = await takenPort();
    const { registry } = await choosePorts({ previous: { registry: port } });
    expect(registry).not.toBe(port);
    expect(registry).toBeGreaterThan(0);
  });

  it('is its own: no other server gets it', async () => {
    const ports = Object.values(await choosePorts({}));
    expect(new Set(ports).size).toBe(Object.keys(USUAL_PORTS).length);
  });

  it('is the fixed one, even if that is the default or previous one of another server', async () => {
    const port = await freePort();
    const ports = await choosePorts({ fixed: { smtp: port }, previous: { kafka: port } });
    expect(ports.smtp).toBe(port);
    expect(ports.kafka).not.toBe(port);
  });

  it('stays the same while the server is up, which holds it', async () => {
    const port = await takenPort();
    const ports = await choosePorts({ previous: { kafka: port }, held: new Set(['kafka']) });
    expect(ports.kafka).toBe(port);
  });
});

describe('a fixed port that is not available is one sentence', () => {
  it('if another process listens on it', async () => {
    const port = await takenPort();
    await expect(choosePorts({ fixed: { temporalUi: port } })).rejects.toThrow(
      `port ${port} is in use: free it, or give another one with --temporal-ui-port or KTB_TEMPORAL_UI_PORT`,
    );
  });

  it('if two servers have the same', async () => {
    const port = await freePort();
    await expect(choosePorts({ fixed: { kafka: port, registry: port } })).rejects.toThrow(
      `port ${port} is in use`,
    );
  });

  it('if the server is up on another one', async () => {
    const port = await takenPort();
    const wishes = {
      fixed: { kafka: port + 1 },
      previous: { kafka: port },
      held: new Set(['kafka'] as const),
    };
    await expect(choosePorts(wishes)).rejects.toThrow(`kafka is up on port ${port} already`);
  });
});

it.each([
  ['kafka', '--kafka-port', 'KTB_KAFKA_PORT'],
  ['temporalUi', '--temporal-ui-port', 'KTB_TEMPORAL_UI_PORT'],
] as const)('%s can be fixed by %s and %s', (name, option, setting) => {
  expect([portOption(name), portSetting(name)]).toEqual([option, setting]);
});
