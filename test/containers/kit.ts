import { expect, it } from '@jest/globals';
import { ordersApp } from '../../infra/orders/app.ts';
import { startBridgeStack } from '../../infra/testing/bridge-stack.ts';
import { SET_LABEL } from '../../infra/testing/engine.ts';
import { ordersConfigFor } from '../../infra/testing/stack-config.ts';
import { OrderExpired, OrderPlaced } from '../../schemas/generated/orders.ts';
import { anOrder } from '../orders.ts';
import { theServers } from './set.ts';

/** The testing kit for others, on containers. */
export function kitOnContainers(): void {
  it('a stack of the testing kit runs the app given, is not open to other machines, and leaves nothing in the engine', async () => {
    const { docker, set: others } = await theServers();
    const ours = async () => {
      const all = await docker.listContainers({ all: true, filters: { label: [SET_LABEL] } });
      return all.filter(({ Labels }) => Labels[SET_LABEL] !== others);
    };
    const stack = await startBridgeStack({
      servers: 'containers',
      app: (endpoints) => ordersApp(ordersConfigFor(endpoints), { approvalWithinMs: 1_000 }),
    });
    try {
      await stack.produce('orders.placed', OrderPlaced, anOrder({ orderId: 'unanswered' }));
      expect(await stack.awaitOutcome(OrderExpired, 'unanswered')).toMatchObject({
        key: 'unanswered',
      });
      const ports = (await ours()).flatMap(({ Ports }) => Ports.filter(({ PublicPort }) => PublicPort));
      expect(ports).toHaveLength(4);
      expect(ports.map(({ IP }) => IP)).not.toContain('0.0.0.0');
    } finally {
      await stack.stop();
    }
    expect(await ours()).toEqual([]);
  });
}
