import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { newProject, pack, readGuide } from './documented-files.ts';

/**
 * Each mistake in an app gets one sentence within seconds, from the packed package and without a server: nothing listens
 * where the settings say that the servers are.
 */
const { files, typed } = readGuide('docs/your-own-topic.md');
const folder = temporaryFolder();
const project = join(folder, 'mistakes');
const { shell } = newProject(project, files);
const NOWHERE = {
  KTB_KAFKA_BROKERS: '127.0.0.1:1',
  KTB_REGISTRY_URL: 'http://127.0.0.1:1',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  KTB_HEALTH_ADDRESS: '127.0.0.1:0',
};

beforeAll(async () => {
  const tarball = await pack(folder);
  await shell(typed('npm init'));
  await shell(typed('npm pkg'));
  await shell(`npm install --prefer-offline --no-audit --no-fund ${tarball}`);
  await shell(typed('npx ktb types'));
}, 240_000);

interface Ended {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

const attempt = (command: string): Promise<Ended> =>
  shell(command, NOWHERE).catch((failure: unknown) => failure as Ended);

/** The guide's file with one thing changed, saved under another name. Throws if there is nothing to change. */
function spoil(file: string, from: string | RegExp, to: string, name = `wrong-${file}`): string {
  const text = readFileSync(join(project, file), 'utf8');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} has no ${String(from)}`);
  writeFileSync(join(project, name), changed);
  return name;
}

describe('ktb check has one sentence for', () => {
  it.each([
    [
      'a key that is no field',
      () => spoil('records.ts', '"key":"ticketId"', '"key":"ticketID"') && useRecords('wrong-records.ts'),
      /the key of tickets\.v1\.Ticket\w+ is "ticketID", which is none of its fields: name one of ticketId, \w+/,
    ],
    [
      'a task queue that no worker polls',
      () => spoil('app.ts', "taskQueue: 'tickets'", "taskQueue: 'tikets'"),
      /route tickets\.opened\/tickets\.v1\.TicketOpened starts a workflow on task queue "tikets", which no worker of the app polls: .*foreignTaskQueues/,
    ],
    [
      'a schedule on a task queue that no worker polls',
      () =>
        spoil(
          'app.ts',
          '  outcomes,',
          "  outcomes,\n  schedules: [{ id: 's', cron: '0 9 * * *', workflowType: 'ticket', workflowId: 's', taskQueue: 'tikets', args: [] }],",
        ),
      /schedule s starts a workflow on task queue "tikets", which no worker of the app polls/,
    ],
    [
      'a workflow that is not there',
      () => spoil('app.ts', 'start(ticket,', "start('tiket',"),
      /starts workflow tiket, which \S+workflows\.ts does not export/,
    ],
    [
      'a misspelt outcome',
      () => {
        spoil('workflows.ts', /const publish = .*/, '');
        spoil('wrong-workflows.ts', 'publisherOf', 'publishOutcome', 'wrong-workflows.ts');
        spoil(
          'wrong-workflows.ts',
          "publish('TicketAnswered'",
          "publishOutcome('TicketAnswerd'",
          'wrong-workflows.ts',
        );
        return spoil('app.ts', /workflows\.ts/g, 'wrong-workflows.ts');
      },
      /a workflow publishes outcome "TicketAnswerd", which the app does not list: it lists TicketAnswered/,
    ],
    [
      'a misspelt outcome of publisherOf',
      () => {
        spoil('workflows.ts', "publish('TicketAnswered'", "publish('TicketAnswerd'");
        return spoil('app.ts', /workflows\.ts/g, 'wrong-workflows.ts');
      },
      /a workflow publishes outcome "TicketAnswerd", which the app does not list: it lists TicketAnswered/,
    ],
    [
      'an outcome without a key',
      () => {
        spoil('records.ts', /"key":"ticketId",/g, '');
        return useRecords('wrong-records.ts');
      },
      /outcome tickets\.v1\.TicketAnswered on tickets\.outcomes: its schema names no key/,
    ],
    [
      'a policy that there is not',
      () => spoil('app.ts', 'args: [event] }),', "args: [event] }), { early: 'wait' },"),
      /early: should be start, dead-letter, or \{ waitMs \}/,
    ],
    ['something that is no app', () => spoil('app.ts', 'name: ', 'nam: '), /exports no app: name: /],
  ] as const)('%s', async (_, makeWrong, sentence) => {
    const file = makeWrong();
    const started = performance.now();
    const ended = await attempt(`npx ktb check --app ${file}`);
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) });
    expect(ended.stderr).toMatch(/^error: /);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it('none in the app of the guide, and says the same as JSON', async () => {
    expect(await attempt(typed('npx ktb check'))).toMatchObject({ stdout: 'ok\n', stderr: '' });
    const file = spoil('app.ts', "taskQueue: 'tickets'", "taskQueue: 'tikets'");
    const { code, stdout } = await attempt(`npx ktb check --app ${file} --json`);
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      { ok: false, errors: [expect.stringContaining('tikets')], warnings: [] },
    ]);
  });

  it('an app that is not there, as wrong usage', async () => {
    expect(await attempt('npx ktb check --app nowhere.ts')).toMatchObject({
      code: 2,
      stderr: 'ktb: --app nowhere.ts: there is no such file\n',
    });
  });
});

/** The app and its outcomes with other records. */
function useRecords(records: string): string {
  spoil('outcomes.ts', './records.ts', `./${records}`);
  spoil('app.ts', './records.ts', `./${records}`);
  return spoil('wrong-app.ts', './outcomes.ts', './wrong-outcomes.ts', 'wrong-app.ts');
}

describe('node app.ts', () => {
  it('says in one sentence what it cannot reach', async () => {
    const ended = await attempt('node app.ts');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^ktb: cannot reach Kafka at 127\.0\.0\.1:1: .*KTB_KAFKA_BROKERS/m);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  }, 60_000);

  it('says in one sentence which setting is wrong', async () => {
    const ended = await attempt('KTB_LOG_LEVEL=loud node app.ts');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^ktb: bad settings in the environment: KTB_LOG_LEVEL: should be one of/);
  }, 60_000);
});
