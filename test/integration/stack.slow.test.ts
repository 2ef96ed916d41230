import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoints } from '../../infra/settings/local-endpoints.ts';
import { isAlive, type ProcessRef } from '../../infra/settings/process-ref.mjs';
import { stackDown, stackUp } from '../../infra/stack/stack.ts';
import { USUAL_PORTS } from '../../infra/settings/stack-ports.ts';
import { readState } from '../../infra/settings/stack-state.ts';
import { ORDER_TOPICS } from '../../infra/stack/topics.ts';
import { eventually } from '../eventually.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { ktb, startKtb } from './ktb.ts';
import { leaveTraces, seeTraces, withAdmin, withTemporal } from './stack-traces.ts';

/** These stacks are not the one that the other tests share: each lies in a folder of its own, with an awkward name. */
const folder = () => join(temporaryFolder(), "J\u00fcrgen's stack");
const servers = (dir: string): ProcessRef[] => Object.values(readState(dir)?.processes ?? {});

async function takenPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, free: () => server.close() };
}

describe('the stack', () => {
  const dir = folder();
  const env = { KTB_STATE_DIR: dir };
  let endpoints: Endpoints;
  let traces: Awaited<ReturnType<typeof leaveTraces>>;

  const occupant = createServer();

  beforeAll(async () => {
    // Where that fails, somebody else has it.
    occupant.on('error', () => undefined).listen(USUAL_PORTS.smtp, '127.0.0.1');
    ({ endpoints } = await stackUp({ dir }));
    traces = await leaveTraces(endpoints);
  });

  afterAll(async () => {
    occupant.close();
    await stackDown({ dir, wipe: true });
  });

  it('takes another port if one is in use', () => {
    expect(endpoints.smtp).not.toBe(`127.0.0.1:${USUAL_PORTS.smtp}`);
  });

  it('keeps everything in its folder', () => {
    const kept = [
      'kafka/data/meta.properties',
      'registry/schemas.mv.db',
      'temporal/temporal.db',
      'simulator/ledger.jsonl',
    ];
    expect(kept.filter((file) => !existsSync(join(dir, file)))).toEqual([]);
  });

  it('has every topic, with its partitions and dead letters larger than what they hold', async () => {
    await withAdmin(endpoints, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: ORDER_TOPICS.map(({ name }) => name) });
      expect(new Set(topics.map(({ partitions }) => partitions.length))).toEqual(new Set([4]));
      const limitOf = async (name: string) => {
        const { resources } = await admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: 2, name, configNames: ['max.message.bytes'] }],
        });
        return Number(resources[0]?.configEntries[0]?.configValue);
      };
      expect(await limitOf('orders.placed.dlq')).toBeGreaterThan(await limitOf('orders.placed'));
    });
  });

  it('creates only the planned topics', async () => {
    await withAdmin(endpoints, async (admin) => {
      await expect(admin.fetchTopicMetadata({ topics: ['orders.typo'] })).rejects.toThrow(
        'does not host this topic-partition',
      );
    });
  });

  it('remembers closed workflows for 30 days, and knows the search attributes', async () => {
    await withTemporal(endpoints, async ({ workflowService, operatorService }) => {
      const { config } = await workflowService.describeNamespace({ namespace: 'default' });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace: 'default' });
      expect(customAttributes).toMatchObject({ OrderStatus: 2, CustomerId: 2 });
    });
  });

  it('asks for schemas that are compatible both ways', async () => {
    const answer = await fetch(`${endpoints.registry}/config`);
    expect(await answer.json()).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
  });

  it('is printed by `up --json` in one line, the same if it is already up', async () => {
    const before = servers(dir);
    const ended = await ktb(['stack', 'up', '--json'], { env });
    expect(ended).toMatchObject({ code: 0, stdout: `${JSON.stringify(endpoints)}\n`, stderr: '' });
    expect(servers(dir)).toEqual(before);
    expect(endpoints).toEqual({
      kafka: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      registry: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/apis\/ccompat\/v7$/),
      temporal: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      temporalUi: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      simulator: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      smtp: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    expect((await fetch(endpoints.temporalUi)).status).toBe(200);
  });

  it('refuses another fixed port while it is up', async () => {
    const ended = await ktb(['stack', 'up', '--registry-port', '1'], { env });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^ktb: registry is up on port \d+ already: .*\n$/);
  });

  it('reports what is not up, with exit code 3, and starts only that again', async () => {
    const before = readState(dir)?.processes;
    process.kill(before?.simulator?.pid ?? 0, 'SIGKILL');
    await eventually(() => before?.simulator && !isAlive(before.simulator));

    const status = await ktb(['stack', 'status'], { env });
    expect(status).toMatchObject({ code: 3 });
    expect(status.stdout).toMatch(/^simulator\s+down$/m);
    expect(status.stdout).toMatch(/^kafka\s+up\s+\d+\s+127\.0\.0\.1:\d+$/m);

    expect((await stackUp({ dir })).endpoints).toEqual(endpoints);
    expect(readState(dir)?.processes).toMatchObject({
      kafka: before?.kafka,
      registry: before?.registry,
      temporal: before?.temporal,
    });
    expect(await ktb(['stack', 'status'], { env })).toMatchObject({ code: 0 });
  });

  it('leaves no process after `down`, and all data is there after `up`', async () => {
    expect(traces).toMatchObject({
      records: 3,
      schema: { subject: 'trace' },
      workflow: { status: 'RUNNING' },
      charged: [{ orderId: 'trace' }],
    });
    const before = servers(dir);
    expect(before.filter(isAlive)).toHaveLength(4);
    expect(await ktb(['stack', 'down'], { env })).toMatchObject({ code: 0 });
    expect(before.filter(isAlive)).toEqual([]);
    expect(await ktb(['stack', 'down'], { env })).toMatchObject({ code: 0, stderr: '' });

    expect(await stackUp({ dir })).toEqual({ endpoints, started: true });
    expect(await seeTraces(endpoints)).toEqual(traces);
  });

  it('is gone with all that it kept after `down --wipe`', async () => {
    const before = servers(dir);
    expect(await ktb(['stack', 'down', '--wipe'], { env })).toMatchObject({ code: 0 });
    expect(before.filter(isAlive)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });
});

it('two `up` at the same time bring up one stack, and one that is ended leaves none', async () => {
  const dir = folder();
  const env = { KTB_STATE_DIR: dir };
  const ended = startKtb(['stack', 'up'], { env });
  await eventually(() => servers(dir).length > 0);
  expect(await ended.kill('SIGTERM')).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(servers(dir).filter(isAlive)).toEqual([]);

  const [one, other] = await Promise.all([1, 2].map(() => ktb(['stack', 'up', '--json'], { env })));
  expect(one).toMatchObject({ code: 0, stdout: other?.stdout });
  expect(servers(dir).filter(isAlive)).toHaveLength(4);
  await stackDown({ dir, wipe: true });
});

describe('a stack that cannot come up', () => {
  it('says which fixed port is in use, in one sentence', async () => {
    const { port, free } = await takenPort();
    const byOption = await ktb(['stack', 'up', '--kafka-port', String(port)], {
      env: { KTB_STATE_DIR: folder() },
    });
    const bySetting = await ktb(['stack', 'up'], {
      env: { KTB_STATE_DIR: folder(), KTB_SMTP_PORT: String(port) },
    });
    free();
    for (const ended of [byOption, bySetting]) {
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(ended.stderr).toMatch(new RegExp(`^ktb: port ${port} is in use: free it, .*\n$`));
    }
  });

  it('says that a fixed port is none', async () => {
    const ended = await ktb(['stack', 'up'], { env: { KTB_STATE_DIR: folder(), KTB_KAFKA_PORT: 'x' } });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toBe('ktb: KTB_KAFKA_PORT should be a port number from 1 to 65535\n');
  });

  it('says that Java is missing, in one sentence', async () => {
    const ended = await ktb(['stack', 'up'], { env: { KTB_STATE_DIR: folder(), PATH: folder() } });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^ktb: Java is missing: install a Java runtime.*\n$/);
  });

  it('names the server with the end of its log, and stops the others again', async () => {
    const dir = folder();
    mkdirSync(join(dir, 'temporal'), { recursive: true });
    writeFileSync(join(dir, 'temporal', 'temporal.db'), 'this is no database'.repeat(100));
    const ended = await ktb(['stack', 'up'], { env: { KTB_STATE_DIR: dir } });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(
      /^ktb: the local temporal ended while it started; see temporal\.log in the state folder, which ends with:\n.*not a database/ms,
    );
    expect(servers(dir).filter(isAlive)).toEqual([]);
    expect(readFileSync(join(dir, 'temporal.log'), 'utf8')).toContain('not a database');
    await stackDown({ dir, wipe: true });
  });
});

it('a guarded stack goes down, and away, when its owner is killed', async () => {
  const dir = folder();
  const infra = join(import.meta.dirname, '..', '..', 'infra', 'stack');
  const script = `
    const { guardStack } = await import(${JSON.stringify(join(infra, 'watchdog.ts'))});
    const { stackUp } = await import(${JSON.stringify(join(infra, 'stack.ts'))});
    await stackUp({ dir: ${JSON.stringify(dir)}, onNew: () => guardStack({ dir: ${JSON.stringify(dir)}, wipe: true }) });
    process.stdout.write('up');
    setInterval(() => {}, 60_000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(owner.stdout, 'data');
  const started = servers(dir);
  expect(started.filter(isAlive)).toHaveLength(4);

  owner.kill('SIGKILL');
  await eventually(() => !existsSync(dir));
  expect(started.filter(isAlive)).toEqual([]);
});
