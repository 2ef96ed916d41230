import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createBoard } from '../../infra/demo/board.ts';
import { playDemo } from '../../infra/demo/demo.ts';
import { demoOrders } from '../../infra/demo/order-scene.ts';
import { castDemo } from '../../infra/demo/scenes.ts';
import { createLogger } from '../../infra/logger.ts';
import { createObserver } from '../../infra/observe/observer.ts';
import { ordersApp } from '../../infra/orders/app.ts';
import { startBridgeOn } from '../../infra/testing/bridge-stack.ts';
import type { ContainerServers } from '../../infra/testing/container-servers.ts';
import { configFor, ordersConfigFor } from '../../infra/testing/stack-config.ts';
import { OrderConfirmed } from '../../schemas/generated/orders.ts';
import { eventually } from '../eventually.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { kafkaAnswers, whilePaused } from './faults.ts';
import { expectNothingLost, placeOrders, settled } from './orders.ts';
import { theServers } from './set.ts';

/** The servers in containers, the bridge in this process. */
export function bridgeInProcess(): void {
  const observer = createObserver();
  const imports = { KTB_IMPORTS_DIR: temporaryFolder() };
  let servers: ContainerServers;
  let bridge: Awaited<ReturnType<typeof startBridgeOn>> | undefined;

  beforeAll(async () => {
    servers = await theServers();
    const app = () => ordersApp(ordersConfigFor(servers.endpoints, imports), demoOrders);
    // So that a pause is longer than the group waits.
    bridge = await startBridgeOn(servers.endpoints, {
      app,
      observer,
      settings: { ...imports, KTB_SESSION_TIMEOUT: '6s' },
    });
  });

  afterAll(() => bridge?.stop(), 60_000);

  it('every story of the demo goes as expected, and the books agree', async () => {
    const config = {
      ...configFor(servers.endpoints),
      ...ordersConfigFor(servers.endpoints, imports),
    };
    const { summary, problems } = await playDemo({
      config,
      log: createLogger('silent'),
      // The worker of imports is in this process, and stays.
      scenes: castDemo(config, async () => undefined),
      deadlineMs: 120_000,
      board: createBoard(new Writable({ write: (_chunk, _encoding, done) => done() })),
      signal: AbortSignal.timeout(150_000),
    });
    expect(problems).toEqual([]);
    expect(summary).toMatchObject({ duplicates: 0, repeats: 0, unexpected: 0 });
  });

  it('Kafka paused for longer than the group waits: nothing is lost', async () => {
    const { teams } = bridge!;
    const ids = await placeOrders(teams, 'kafka-paused', 40);
    await teams.awaitOutcome(OrderConfirmed, ids[0]!, { withinMs: 60_000 });
    const before = await settled(teams, ids);
    await whilePaused(servers, 'kafka', async () => {
      for (let asked = 0; asked < 3; asked += 1)
        expect(await kafkaAnswers(servers.endpoints.kafka)).toBe(false);
    });
    expect(before).toBeLessThan(ids.length);
    await expectNothingLost(teams, ids);
  });

  it('Temporal paused: the bridge says so and waits, and nothing is lost', async () => {
    const { teams } = bridge!;
    const early = await placeOrders(teams, 'temporal-paused-early', 20);
    let late: string[] = [];
    await whilePaused(servers, 'temporal', async () => {
      late = await placeOrders(teams, 'temporal-paused-late', 20);
      await eventually(
        () => observer.reasons().some((why) => why.startsWith('Temporal gives no answer')),
        60_000,
      );
      expect(await settled(teams, late)).toBe(0);
    });
    await expectNothingLost(teams, [...early, ...late]);
    await eventually(() => observer.reasons().length === 0);
  });
}
