import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { reasonOf } from '../../../infra/user-error.ts';
import { loadOrdersConfig } from '../../../infra/orders/settings.ts';

/** No stack is up in an empty folder, whatever runs on this machine. */
beforeAll(() => void (process.env['KTB_STATE_DIR'] = mkdtempSync(join(tmpdir(), 'ktb-config-'))));

describe('with an empty environment', () => {
  it('the services are on loopback, at the usual ports', () => {
    expect(loadOrdersConfig({})).toMatchObject({
      services: { url: 'http://127.0.0.1:8090' },
      mail: { host: '127.0.0.1', port: 1025 },
    });
  });

  it('an order waits 7 days to be placed and 24 hours to be approved, and asks for undos for 7 days', () => {
    expect(loadOrdersConfig({}).orders).toEqual({
      placedWithinMs: 604_800_000,
      approvalWithinMs: 86_400_000,
      undoWithinMs: 604_800_000,
      approver: undefined,
    });
  });
});

it('takes the address of a mail server', () => {
  const { mail } = loadOrdersConfig({ KTB_SMTP_URL: 'smtp://mail.example:587' });
  expect(mail).toMatchObject({ host: 'mail.example', port: 587 });
});

it.each([
  ['smtp://mail.example', { host: 'mail.example', port: 25 }],
  ['smtp://[::1]:2525', { host: '::1', port: 2_525 }],
  ['smtps://mail.example', { host: 'mail.example', port: 465, isTls: true }],
  [
    'smtp://me%40shop:pass%2Fword@mail.example:587',
    { host: 'mail.example', port: 587, login: { username: 'me@shop', password: 'pass/word' } },
  ],
])('takes %s for a mail server, and keeps its login out of messages', (url, expected) => {
  const { mail } = loadOrdersConfig({ KTB_SMTP_URL: url });
  expect(mail).toEqual({ from: 'orders@shop.example', ...expected });
  expect(reasonOf(new Error('535 pass/word'))).not.toContain(mail.login ? 'pass/word' : '?');
});

it('takes no URL of another kind for a mail server', () => {
  expect(() => loadOrdersConfig({ KTB_SMTP_URL: 'https://me:secret@mail.example' })).toThrow(
    'KTB_SMTP_URL: should be a URL such as "smtp://host:25"',
  );
});

it('takes a time zone in any case', () => {
  const { reports } = loadOrdersConfig({ KTB_REPORT_TIME_ZONE: 'europe/lisbon' });
  expect(reports).toEqual({ timeZone: 'Europe/Lisbon' });
});

describe('a bad setting is named, and its value is not', () => {
  it.each([
    ['a duration', { KTB_APPROVAL_WITHIN: 'tomorrow' }, 'KTB_APPROVAL_WITHIN'],
    ['a duration without its unit', { KTB_APPROVAL_WITHIN: '24' }, 'KTB_APPROVAL_WITHIN'],
    ['a negative duration', { KTB_PLACED_WITHIN: '-1 day' }, 'KTB_PLACED_WITHIN'],
    ['a time zone', { KTB_REPORT_TIME_ZONE: 'Europe/Atlantis' }, 'KTB_REPORT_TIME_ZONE'],
    ['an offset for a time zone', { KTB_REPORT_TIME_ZONE: '+02:00' }, 'KTB_REPORT_TIME_ZONE'],
  ])('%s', (_, env, name) => {
    expect(() => loadOrdersConfig(env)).toThrow(
      expect.objectContaining({ name: 'UserError', exitCode: 2, message: expect.stringContaining(name) }),
    );
    const [value = ''] = Object.values(env);
    if (value.length > 5) expect(() => loadOrdersConfig(env)).not.toThrow(value);
  });
});
