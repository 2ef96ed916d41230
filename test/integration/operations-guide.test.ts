import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkout, readGuide } from './documented-files.ts';
import { startKtb, type Ktb } from './ktb.ts';

/** Schedules and dead letters, by the words of docs/operations.md. */
const { typed } = readGuide('docs/operations.md');
const { shell } = checkout;
const DAILY = 'daily-report-schedule';
let run: Ktb;

beforeAll(async () => {
  run = startKtb(['run']);
  await run.says('"msg":"ready"');
});
afterAll(async () => void (await run?.kill('SIGTERM')));

it('a schedule is listed, paused with a note, resumed and triggered', async () => {
  const list = typed('npm run -s ktb -- schedules list');
  await shell(typed('npm run -s ktb -- schedules pause'));
  expect((await shell(list)).stdout).toMatch(new RegExp(`${DAILY}.*holidays`));
  await shell(typed('npm run -s ktb -- schedules resume'));
  expect((await shell(list)).stdout).not.toContain('holidays');
  await shell(typed('npm run -s ktb -- schedules trigger'));
});

it('dead letters are listed, replayed and purged, whatever is there', async () => {
  for (const command of [
    typed('npm run -s ktb -- dlq list'),
    typed('npm run -s ktb -- dlq replay orders.placed --reason unknown-schema --dry-run'),
    typed('npm run -s ktb -- dlq replay orders.placed --reason unknown-schema'),
    typed('npm run -s ktb -- dlq settle'),
    typed('npm run -s ktb -- dlq purge'),
  ]) {
    // Exit code 1: there is no such dead letter.
    const ended = await shell(command).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect([undefined, 1]).toContain('code' in ended ? ended.code : undefined);
    expect(`${ended.stdout}${ended.stderr}`).toMatch(/dead letter|replayed|settled|delete/);
  }
});
