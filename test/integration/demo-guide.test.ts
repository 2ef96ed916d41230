import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkout, readGuide } from './documented-files.ts';
import { startKtb, type Ktb } from './ktb.ts';

/** The bridge by hand, by the words of docs/demo.md. */
const { typed } = readGuide('docs/demo.md');
const { shell } = checkout;
let run: Ktb;

beforeAll(async () => {
  // The stack that is up already.
  await shell(typed('npm run -s ktb -- stack up'));
  const [, , , , , ...args] = typed('npm run -s ktb -- run').split(' ');
  run = startKtb(args);
  await run.says('"msg":"ready"');
});
afterAll(async () => void (await run?.kill('SIGTERM')));

it('an order that is placed and approved is confirmed', async () => {
  const place = typed('npm run -s ktb -- produce orders.placed');
  await shell(place);
  await shell(typed('npm run -s ktb -- produce orders.approvals'));

  const [, orderId = ''] = /"orderId":"([^"]+)"/.exec(place) ?? [];
  const { stdout } = await shell(`${typed('npm run -s ktb -- tail')} --json`);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toMatchObject([{ type: 'OrderConfirmed', key: orderId }]);
});

it('its greeting is printed', async () => {
  expect(await shell(typed('npm run -s ktb -- greet'))).toMatchObject({ stdout: 'Olá, Ana!\n' });
});
