import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLogger } from '../../infra/logger.ts';
import { ordersApp } from '../../infra/orders/app.ts';
import type { ContainerServers } from '../../infra/testing/container-servers.ts';
import { prepare } from '../../infra/testing/prepare.ts';
import { configFor, ordersConfigFor } from '../../infra/testing/stack-config.ts';
import { openTeams } from '../../infra/testing/teams.ts';
import { OrderConfirmed } from '../../schemas/generated/orders.ts';
import { eventually } from '../eventually.ts';
import { openProxy } from '../tcp-proxy.ts';
import { startBridgeContainer, type BridgeContainer } from './bridge-container.ts';
import { whileCutOff } from './faults.ts';
import { expectNothingLost, placeOrders, settled } from './orders.ts';
import { theServers } from './set.ts';

const withinMs = 300_000;

/** The servers in containers, and the bridge in containers of its own image. */
export function bridgeInContainer(): void {
  let servers: ContainerServers;
  let bridge: BridgeContainer;
  let people: Awaited<ReturnType<typeof openTeams>> | undefined;
  let start: () => Promise<BridgeContainer>;
  const proxies: Awaited<ReturnType<typeof openProxy>>[] = [];

  beforeAll(async () => {
    servers = await theServers();
    const { endpoints, docker, set } = servers;
    const config = configFor(endpoints);
    const app = ordersApp(ordersConfigFor(endpoints));
    await prepare(config, app);
    people = await openTeams(config, app, createLogger('silent'), endpoints.simulator);

    // The simulator is in this process, and listens on loopback: containers come in through their network's gateway.
    const { IPAM } = (await docker.getNetwork(set).inspect()) as { IPAM: { Config: { Gateway: string }[] } };
    const gateway = IPAM.Config[0]!.Gateway;
    const services = await openProxy(new URL(endpoints.simulator).host, gateway);
    const mail = await openProxy(endpoints.smtp, gateway);
    proxies.push(services, mail);
    const simulator = { url: `http://${services.address}`, smtp: `smtp://${mail.address}` };
    start = () => startBridgeContainer(servers, simulator);
    bridge = await start();
  });

  afterAll(async () => {
    await people?.leave();
    for (const proxy of proxies) await proxy.close();
  });

  const notReady = (why: RegExp) =>
    eventually(async () => (await bridge.readiness()).reasons.some((reason) => why.test(reason)));
  const ready = () => eventually(async () => (await bridge.readiness()).ready);

  it(
    'orders are confirmed, and garbage is a dead letter',
    async () => {
      const { teams } = people!;
      await teams.produceBytes('orders.placed', 'in-container-garbage', Buffer.from('garbage'));
      await expectNothingLost(teams, await placeOrders(teams, 'in-container', 5));
      const letters = await teams.deadLettersOf('orders.placed');
      expect(letters.filter(({ key }) => key === 'in-container-garbage')).toMatchObject([
        { reason: 'not-framed' },
      ]);
    },
    withinMs,
  );

  it(
    'the network cut between bridge and Temporal: it says so and waits, and nothing is lost',
    async () => {
      const { teams } = people!;
      let ids: string[] = [];
      await whileCutOff(servers, 'temporal', async () => {
        ids = await placeOrders(teams, 'temporal-cut', 20);
        await notReady(/^Temporal gives no answer/);
        expect(await settled(teams, ids)).toBe(0);
      });
      await expectNothingLost(teams, ids);
      await ready();
    },
    withinMs,
  );

  it(
    'the network cut between bridge and Kafka: it says so and waits, and nothing is lost',
    async () => {
      const { teams } = people!;
      let ids: string[] = [];
      await whileCutOff(servers, 'kafka', async () => {
        ids = await placeOrders(teams, 'kafka-cut', 20);
        await notReady(/^Kafka gives no answer/);
        expect(await settled(teams, ids)).toBe(0);
      });
      await expectNothingLost(teams, ids);
      await ready();
    },
    withinMs,
  );

  it(
    'Kafka and Temporal replaced by new containers on their volumes: all that they knew is there',
    async () => {
      const { teams } = people!;
      const before = servers.container('kafka').getId();
      const ids = await placeOrders(teams, 'replaced', 20);
      await Promise.all([servers.replace('kafka'), servers.replace('temporal')]);
      expect(servers.container('kafka').getId()).not.toBe(before);
      await expectNothingLost(teams, ids);
      await ready();
    },
    withinMs,
  );

  it(
    'two bridges in one group, and one killed: the other takes over, and nothing is lost',
    async () => {
      const { teams } = people!;
      const other = await start();
      await eventually(async () => {
        const both = await Promise.all([bridge.readiness(), other.readiness()]);
        return both.every(({ ready: isReady, partitions }) => isReady && partitions.length > 0);
      });
      const ids = await placeOrders(teams, 'one-killed', 40);
      await teams.awaitOutcome(OrderConfirmed, ids[0]!, { withinMs: 60_000 });
      expect(await other.kill()).toBe(137);
      expect(await settled(teams, ids)).toBeLessThan(ids.length);
      await expectNothingLost(teams, ids);
    },
    withinMs,
  );

  it(
    'a container that is stopped drains, and exits with 0',
    async () => {
      expect(await bridge.stop()).toBe(0);
    },
    withinMs,
  );
}
