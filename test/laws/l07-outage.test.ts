import { afterAll, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { eventually } from '../eventually.ts';
import { openProxy } from '../tcp-proxy.ts';
import { partsOf } from './broken.ts';
import { LawEvent } from './events.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l07-outage'));
const { temporal: config } = loadConfig();
const proxy = await openProxy(config.connection.address);
const connection = await Connection.connect({ ...config.connection, address: proxy.address });
const temporal = new Client({
  connection,
  namespace: config.namespace,
  interceptors: { workflow: [eventInterceptor] },
});
afterAll(async () => {
  await lab.close();
  await connection.close();
  await proxy.close();
});

it('L7 outage: while Temporal is away nothing is dead-lettered and the group is kept; then all goes on by itself', async () => {
  const { groupId } = await lab.bridge(undefined, { temporal });
  await lab.send(events('before', 1));
  await lab.appliedAll('before', 1);
  const generation = await memberIds(groupId);

  proxy.cut();
  const ids = Array.from({ length: 40 }, (_, index) => `id-${index}`);
  for (const id of ids) await lab.send(events(id, 2));
  // Longer than any call's deadline, so that each has failed at least once.
  const since = Date.now();
  await eventually(() => proxy.refused > 2 && Date.now() - since > 4_000);
  expect(lab.dead).toEqual([]);
  expect(await memberIds(groupId)).toEqual(generation);

  proxy.restore();
  for (const id of ids) await lab.appliedAll(id, 2);
  await eventually(async () => (await lab.committed(groupId))[0] === 81);
  expect(lab.dead).toEqual([]);
  expect(await memberIds(groupId)).toEqual(generation);
});

it('L7 outage: while the schema registry is away nothing is dead-lettered and the group is kept; then all goes on by itself', async () => {
  const { registry } = loadConfig();
  const url = new URL(registry.url);
  const away = await openProxy(url.host);
  url.host = away.address;
  away.cut();
  const codec = createCodec(connectRegistry({ ...registry, url: url.href }), [LawEvent]);
  try {
    const { groupId } = await lab.bridge(`${lab.topic}-registry`, { codec: () => codec });
    await eventually(async () => (await memberIds(groupId)).length === 1 && away.refused > 2);
    const generation = await memberIds(groupId);
    const since = Date.now();
    await eventually(() => Date.now() - since > 4_000);
    expect(await lab.committed(groupId)).toEqual([0]);
    expect(await memberIds(groupId)).toEqual(generation);

    away.restore();
    await eventually(async () => (await lab.committed(groupId))[0] === 81);
    expect(lab.dead).toEqual([]);
    expect(await memberIds(groupId)).toEqual(generation);
  } finally {
    await away.close();
  }
});

async function memberIds(groupId: string): Promise<string[]> {
  const { groups } = await lab.admin.describeGroups([groupId]);
  return groups[0]?.members.map(({ memberId }) => memberId) ?? [];
}
