import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ORDER_SETTINGS } from '../../infra/orders/settings.ts';
import { tableOf } from '../../infra/settings/setting.ts';
import { BRIDGE_SETTINGS } from '../../infra/settings/settings.ts';
import { ktb, startKtb, type Ktb } from './ktb.ts';

/** What the README tells a reader to type does what it says. */
const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
const commands = [...readme.matchAll(/^npm run -s ktb -- (.+)$/gm)].map(([, command = '']) =>
  wordsOf(command),
);

let run: Ktb;
beforeAll(async () => {
  run = startKtb(['run']);
  await run.says('"msg":"ready"');
});
afterAll(async () => void (await run?.kill('SIGTERM')));

it('an order placed and approved by its commands is confirmed', async () => {
  const typed = commands.filter(([command]) => command === 'produce');
  expect(typed.map(([, topic]) => topic)).toEqual(['orders.placed', 'orders.approvals']);
  for (const command of typed) expect(await ktb(command)).toMatchObject({ code: 0 });

  const key = (JSON.parse(typed[0]!.at(-1)!) as { orderId: string }).orderId;
  const outcomes = startKtb(['tail', 'orders.outcomes', '--json']);
  await outcomes.prints(`"type":"OrderConfirmed","key":"${key}"`);
  await outcomes.kill('SIGINT');
});

it('its command that reads outcomes prints one and ends', async () => {
  const command = commands.find(([name]) => name === 'tail');
  const { code, stdout } = await ktb(command ?? []);
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
});

it('its greeting is printed', async () => {
  const typed = commands.filter(([command]) => command === 'greet');
  expect(typed).toHaveLength(1);
  expect(await ktb(typed[0] ?? [])).toMatchObject({ code: 0, stdout: 'Olá, Ana!\n' });
});

it('its commands on dead letters do what they say, whatever lies there', async () => {
  const typed = commands.filter(([command]) => command === 'dlq');
  expect(typed.map(([, action]) => action)).toEqual(['list', 'replay', 'replay', 'purge']);
  for (const command of typed) {
    const { code, stdout, stderr } = await ktb(command);
    expect([0, 1]).toContain(code);
    expect(`${stdout}${stderr}`).toMatch(/dead letter|replayed|delete/);
  }
});

it('its commands on schedules pause, resume and trigger the daily report', async () => {
  const typed = commands.filter(([command]) => command === 'schedules');
  expect(typed.map(([, action]) => action)).toEqual(['list', 'pause', 'resume', 'trigger']);
  for (const command of typed) expect(await ktb(command)).toMatchObject({ code: 0 });
});

it('its table of settings is the one that the program has', () => {
  const rows = tableOf({ ...BRIDGE_SETTINGS, ...ORDER_SETTINGS }).map(
    ({ name, meaning, unset }) => `${name} ${meaning} ${unset}`,
  );
  const [, settings = ''] = /^## Settings$(.*?)^## /ms.exec(readme) ?? [];
  const documented = [...settings.matchAll(/^\| `(KTB_\w+)` +\| (.+?) +\| (.+?) +\|$/gm)];
  expect(documented.map(([, ...cells]) => cells.join(' ')).sort()).toEqual(rows.sort());
});

/** Splits as a shell does where there are only single quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
