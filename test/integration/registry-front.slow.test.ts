import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { frame } from '../../schemas/bridge/frame.ts';
import { connectRegistry, RegistryError } from '../../schemas/bridge/registry.ts';
import { OrderApproved } from '../../schemas/generated/orders.ts';
import { openRegistryFront, type Rule } from '../registry-front.ts';
import { eventually } from '../eventually.ts';
import { ktb } from './ktb.ts';
import { startObservedKtb } from './observed-ktb.ts';
import { writeBytes } from './watch.ts';

/** A registry behind gateways: logins, redirects, limits. */
const approved = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };
const LOGIN = `Basic ${Buffer.from('key:s3cr@t/%').toString('base64')}`;
const IN_URL = 'key:s3cr%40t%2F%25@';
let registry: string;
const fronts: Awaited<ReturnType<typeof openRegistryFront>>[] = [];
beforeAll(() => void (registry = loadConfig().registry.url));
afterEach(async () => void (await Promise.all(fronts.splice(0).map((front) => front.close()))));

async function open(rule: Rule) {
  const front = await openRegistryFront(registry, rule);
  fronts.push(front);
  return front;
}

const withLogin: Rule = ({ headers }) => (headers.authorization === LOGIN ? undefined : { status: 401 });
const elsewhere =
  (status: number, to: () => string): Rule =>
  ({ url }) => ({
    status,
    headers: { location: `${to()}${url}` },
  });

/** Registers a new subject, writes a record with it, and reads that back. */
async function roundTrip(url: string) {
  const topic = `front-${randomUUID()}`;
  const bytes = await createCodec(connectRegistry({ url }), []).encode(topic, OrderApproved, approved);
  return createCodec(connectRegistry({ url }), [OrderApproved]).decode(bytes);
}

describe('K17: a login in the URL of the registry', () => {
  it('is sent, and not as a part of the URL', async () => {
    const front = await open(withLogin);
    expect(await roundTrip(front.url(IN_URL))).toMatchObject({ value: approved });
  });

  it('appears nowhere, whatever goes wrong', async () => {
    const front = await open(() => ({
      status: 401,
      body: '{"error_code":40101,"message":"no s3cr@t/% here"}',
    }));
    for (const url of [front.url(IN_URL), front.url(IN_URL).replace(front.origin.slice(7), '127.0.0.1:1')]) {
      const { code, stdout, stderr } = await ktb(['consumers'], { env: { KTB_REGISTRY_URL: url } });
      expect(code).toBe(1);
      for (const secret of ['s3cr@t/%', 's3cr%40t', LOGIN.slice(6)])
        expect(stdout + stderr).not.toContain(secret);
    }
  });

  it('is not on the health endpoint either, nor in the log, if a gateway sends it back', async () => {
    const front = await open(withLogin);
    const consumers = await startObservedKtb(['consumers'], { KTB_REGISTRY_URL: front.url(IN_URL) });
    await consumers.says('"msg":"ready"');
    front.follow(({ headers }) => ({
      status: 502,
      body: JSON.stringify({ message: headers.authorization }),
    }));
    await writeBytes('orders.placed', 'some-key', frame(123_456, Buffer.from([2])));
    const { reasons } = await eventually(async () => {
      const ready = await consumers.ready();
      return ready.reasons.some((reason) => reason.startsWith('the schema registry gives no answer'))
        ? ready
        : undefined;
    });
    expect(reasons.join()).toContain('the answer was 502: Basic ***');
    front.follow(withLogin);
    await eventually(async () => (await consumers.ready()).status === 200);
    const { stdout, stderr } = await consumers.kill('SIGTERM');
    expect(stdout + stderr).not.toContain(LOGIN.slice(6));
  });

  it('and another one in the settings are a mistake', async () => {
    const env = {
      KTB_REGISTRY_URL: 'http://key:s3cret@host',
      KTB_REGISTRY_USERNAME: 'a',
      KTB_REGISTRY_PASSWORD: 'b',
    };
    const { code, stderr } = await ktb(['consumers'], { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^ktb: KTB_REGISTRY_URL has a login, and KTB_REGISTRY_USERNAME names another one: .*\n$/,
    );
    expect(stderr).not.toContain('s3cret');
  });
});

describe.each([301, 302, 307, 308])('K20: a redirect by %d', (status) => {
  it('to another host is followed, with the body and without the login', async () => {
    const far = await open(() => undefined);
    const near = await open(elsewhere(status, () => far.origin));
    expect(await roundTrip(near.url(IN_URL))).toMatchObject({ value: approved });
    expect(near.requests.every(({ headers }) => headers.authorization === LOGIN)).toBe(true);
    expect(far.requests.map(({ method }) => method)).toContain('POST');
    expect(far.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  it('within the host is followed with the login', async () => {
    const isOld = ({ url }: IncomingMessage) => url?.startsWith('/old') ?? false;
    const front = await open((request, count) =>
      isOld(request)
        ? { status, headers: { location: request.url!.replace('/old', '') } }
        : withLogin(request, count),
    );
    expect(await roundTrip(front.url(IN_URL).replace('/apis', '/old/apis'))).toMatchObject({
      value: approved,
    });
    expect(front.requests.some(isOld)).toBe(true);
  });
});

it('a redirect that leads in a circle ends', async () => {
  const front = await open(elsewhere(302, () => front.origin));
  await expect(roundTrip(front.url())).rejects.toThrow(/redirected more than 5 times/);
});

it.each([
  ['seconds', () => '1'],
  ['a date', () => new Date(Date.now() + 1_000).toUTCString()],
])('K20: a registry that is asked too much is left alone for as long as it says, in %s', async (_, wait) => {
  const answered: number[] = [];
  const front = await open((_request, count) => {
    const mayPass = count % 3 === 2;
    if (mayPass) answered.push(count);
    return mayPass ? undefined : { status: 429, headers: { 'retry-after': wait() } };
  });
  expect(await roundTrip(front.url())).toMatchObject({ value: approved });
  // Nothing else was asked than what had been turned away.
  expect(front.requests).toHaveLength(answered.length * 3);
});

it.each([
  ['without a body', { status: 404 }],
  ['with a page', { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>not found</h1>' }],
  ["with another server's code", { status: 404, body: '{"error_code":404,"message":"HTTP 404 Not Found"}' }],
  ['of a subject', { status: 404, body: '{"error_code":40401,"message":"Subject not found"}' }],
])('a 404 %s does not say that there is no such schema', async (_, reply) => {
  const front = await open(() => reply);
  const codec = createCodec(connectRegistry({ url: front.url() }), [OrderApproved]);
  await expect(codec.decode(frame(1, Buffer.from([2])))).rejects.toBeInstanceOf(RegistryError);
});

it('only the code 40403 does', async () => {
  const front = await open(() => ({
    status: 404,
    body: '{"error_code":40403,"message":"Schema not found"}',
  }));
  const codec = createCodec(connectRegistry({ url: front.url() }), [OrderApproved]);
  expect(await codec.decode(frame(1, Buffer.from([2])))).toMatchObject({ reason: 'unknown-schema' });
});

describe('a start says in one sentence that', () => {
  it.each([
    [
      'a login is missing',
      '',
      { status: 401 },
      /^ktb: the schema registry asks for a login: it answered 401 to .*; check KTB_REGISTRY_USERNAME/,
    ],
    [
      'a login is wrong',
      'key:wrong@',
      { status: 401 },
      /^ktb: the schema registry does not accept the login: it answered 401 to .*; check KTB_REGISTRY_USERNAME/,
    ],
    [
      'a login may not register',
      'key:right@',
      { status: 403 },
      /^ktb: the schema registry does not let the login register orders\.placed-orders\.v1\.OrderPlaced, .* \(403\)/,
    ],
  ])('%s', async (_, login, reply, sentence) => {
    const front = await open(() => reply);
    const { code, stderr } = await ktb(['consumers'], {
      env: { KTB_REGISTRY_URL: front.url(login), KTB_LOG_LEVEL: 'warn' },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
