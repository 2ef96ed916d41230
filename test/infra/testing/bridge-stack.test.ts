import { expect, it } from '@jest/globals';
import { startBridgeStack } from '../../../infra/testing/index.ts';
import { configFor, ordersConfigFor } from '../../../infra/testing/stack-config.ts';
import { USUAL_PORTS } from '../../../infra/settings/stack-ports.ts';
import { freePorts } from '../../../infra/stack/ports.ts';

const endpoints = {
  kafka: '127.0.0.1:1',
  registry: 'http://127.0.0.1:2',
  temporal: '127.0.0.1:3',
  temporalUi: 'http://127.0.0.1:4',
  simulator: 'http://127.0.0.1:5',
  smtp: '127.0.0.1:6',
};

it('says which choices of servers there are', async () => {
  await expect(startBridgeStack({ servers: 'docker' as never })).rejects.toThrow(
    'servers should be one of auto, containers, local',
  );
});

it('names a bad setting before it starts anything', async () => {
  await expect(startBridgeStack({ settings: { KTB_APPROVAL_WITHIN: 'soon' } })).rejects.toThrow(
    'KTB_APPROVAL_WITHIN: should be a duration',
  );
});

it('takes settings from the caller, addresses from the stack, and nothing from the environment', () => {
  process.env['KTB_GROUP_ID'] = 'somebody-else';
  try {
    const config = configFor(endpoints, { KTB_KAFKA_BROKERS: 'elsewhere:9092' });
    expect(config.kafka).toMatchObject({ brokers: ['127.0.0.1:1'], groupId: undefined });
    const { orders } = ordersConfigFor(endpoints, { KTB_APPROVAL_WITHIN: '2s' });
    expect(orders.approvalWithinMs).toBe(2_000);
    expect(config.temporal).toEqual({ connection: { address: '127.0.0.1:3' }, namespace: 'default' });
  } finally {
    delete process.env['KTB_GROUP_ID'];
  }
});

it('takes ports that are none of the usual ones, each once', async () => {
  const ports = Object.values(await freePorts());
  expect(new Set(ports).size).toBe(Object.keys(USUAL_PORTS).length);
  expect(ports.filter((port) => Object.values(USUAL_PORTS).includes(port))).toEqual([]);
});
