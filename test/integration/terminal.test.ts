import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { OrderApproved } from '../../schemas/generated/orders.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { eventually } from '../eventually.ts';
import { ktb, startKtb, type Ktb } from './ktb.ts';
import { writeBytes } from './watch.ts';

/** Colours, a title, a cleared screen; C1; a line that looks like a row; a turned direction. */
const NASTY = 'x\u001b[31m\u001b]0;owned\u0007\u009b2J\n0  999  forged\u2028\u202eabc\u2066\u007f';
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const TOPIC = 'orders.approvals';
const id = `${randomUUID()}-${NASTY}`;
/** Others write to the topic, too. */
const OURS = ['--key', id, '--count', '1'];
let run: Ktb;

/** An approval of a closed order would take long: one whose key is another is dead-lettered at once, by its key. */
beforeAll(async () => {
  run = startKtb(['run'], { env: { KTB_LOG_LEVEL: 'debug' } });
  await run.says('"msg":"ready"');
  const codec = createCodec(connectRegistry(loadConfig().registry), []);
  const value = { orderId: id, approvedBy: NASTY, approvedAt: 1 };
  const bytes = await codec.encode(TOPIC, OrderApproved, value);
  await writeBytes(TOPIC, `${id}-other`, bytes, { note: NASTY });
  // An id that Temporal refuses comes back in what it says of the call.
  await writeBytes(TOPIC, id, bytes, { note: NASTY });
  await writeBytes(`${TOPIC}.dlq`, id, bytes, {
    '__connect.errors.topic': TOPIC,
    '__connect.errors.partition': '0',
    '__connect.errors.offset': '0',
    '__connect.errors.exception.message': NASTY,
    ktb_event_id: NASTY,
    ktb_reason: NASTY,
    ktb_route: NASTY,
  });
  await eventually(async () => {
    const { stdout } = await ktb(['dlq', 'list', TOPIC, '--reason', 'key-mismatch', '--json']);
    return stdout.includes(id.slice(0, 36));
  });
});
afterAll(async () => {
  const { stderr } = await run.kill('SIGTERM');
  expect(stderr).not.toMatch(CONTROLS);
});

it.each([
  ['dlq list', ['dlq', 'list', TOPIC]],
  ['dlq replay', ['dlq', 'replay', TOPIC, '--from-beginning']],
  ['dlq replay --dry-run', ['dlq', 'replay', TOPIC, '--dry-run']],
  ['tail', ['tail', TOPIC, ...OURS]],
  ['tail of dead letters', ['tail', `${TOPIC}.dlq`, ...OURS]],
])('K18: %s shows what is in a record, and the terminal obeys none of it', async (_, args) => {
  const { stdout, stderr } = await ktb(args);
  expect(stdout.trim()).not.toBe('');
  expect(stdout + stderr).not.toMatch(CONTROLS);
  expect(stdout + stderr).not.toMatch(/^0 {2}999/m);
});

it.each([
  ['dlq list', ['dlq', 'list', TOPIC, '--json']],
  ['tail', ['tail', TOPIC, ...OURS, '--json']],
])('K18: %s --json writes JSON that says the same in escapes', async (_, args) => {
  const { stdout } = await ktb(args);
  expect(stdout).not.toMatch(CONTROLS);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(0);
  const said = lines.map((line) => JSON.stringify(JSON.parse(line)));
  expect(said.join('\n')).toContain(JSON.stringify(NASTY).slice(1, -1));
});

it('K18: dlq replay --json is JSON without control characters', async () => {
  const { stdout } = await ktb(['dlq', 'replay', TOPIC, '--dry-run', '--json']);
  expect(stdout).not.toMatch(CONTROLS);
  for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toBeInstanceOf(Object);
});

it('K18: dlq show and produce', async () => {
  const { stdout } = await ktb(['dlq', 'list', TOPIC, '--json']);
  const [{ partition, offset }] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { partition: number; offset: string }) as [
    { partition: number; offset: string },
  ];
  const shown = await ktb(['dlq', 'show', TOPIC, String(partition), offset]);
  expect(shown.stdout).not.toMatch(CONTROLS);
  expect(JSON.parse(shown.stdout)).toMatchObject({ partition, offset });
  const refused = await ktb(['produce', TOPIC, NASTY, '--json', '{}']);
  expect(refused.stderr).not.toMatch(CONTROLS);
  expect(refused).toMatchObject({ code: 2 });
});

it('tail --json says where each record is', async () => {
  const { stdout } = await ktb(['tail', TOPIC, ...OURS, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    topic: TOPIC,
    partition: expect.any(Number),
    offset: expect.stringMatching(/^\d+$/),
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    key: expect.stringContaining(id.slice(0, 36)),
  });
});
