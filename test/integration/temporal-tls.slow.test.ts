import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { certificateAuthority, type Certificate } from '../certificates.ts';
import { temporaryFolder } from '../../infra/testing/local-servers.ts';
import { openTlsFront } from '../tls-front.ts';
import { ktb } from './ktb.ts';

/** What goes wrong between a client and a Temporal about TLS: each mistake has a sentence of its own. */
type Front = Awaited<ReturnType<typeof openTlsFront>>;
let plain: string;
let authority: Awaited<ReturnType<typeof certificateAuthority>>;
let client: Certificate;
const fronts: Record<'right' | 'other' | 'expired' | 'strict', Front> = {} as never;

beforeAll(async () => {
  plain = loadConfig().temporal.connection.address;
  authority = await certificateAuthority(temporaryFolder());
  const right = await authority.sign('right', 'DNS:localhost,IP:127.0.0.1');
  client = await authority.sign('client', 'DNS:client');
  fronts.right = await openTlsFront(plain, right);
  fronts.other = await openTlsFront(plain, await authority.sign('other', 'DNS:temporal.example'));
  fronts.expired = await openTlsFront(plain, await authority.sign('expired', 'DNS:localhost', -1));
  fronts.strict = await openTlsFront(plain, {
    ...right,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: true,
  });
});
afterAll(async () => void (await Promise.all(Object.values(fronts).map((front) => front.close()))));

const at = (name: keyof typeof fronts) => `localhost:${fronts[name].port}`;
const withCa = () => ({ TEMPORAL_TLS: 'true', TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.certFile });

it.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
  [
    'a client without TLS, of a server with it',
    () => ({ TEMPORAL_ADDRESS: at('right') }),
    /cannot reach Temporal at localhost:\d+: it speaks TLS, and this client does not: set TEMPORAL_TLS to true \(/,
  ],
  [
    'a client with TLS, of a server without it',
    () => ({ TEMPORAL_ADDRESS: plain.replace('127.0.0.1', 'localhost'), TEMPORAL_TLS: 'true' }),
    /: it does not speak TLS, and this client does: set TEMPORAL_TLS to false/,
  ],
  [
    'an authority that is not known',
    () => ({ TEMPORAL_ADDRESS: at('right'), TEMPORAL_TLS: 'true' }),
    /: its certificate is not signed by an authority that is trusted here: name the right one by TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
  ],
  [
    'a certificate for another host',
    () => ({ ...withCa(), TEMPORAL_ADDRESS: at('other') }),
    /: its certificate is for another host: set TEMPORAL_ADDRESS to a name that is in it, or TEMPORAL_TLS_SERVER_NAME/,
  ],
  [
    'a certificate that has expired',
    () => ({ ...withCa(), TEMPORAL_ADDRESS: at('expired') }),
    /: its certificate has expired, or is not valid yet/,
  ],
  [
    'a client without the certificate that the server wants',
    () => ({ ...withCa(), TEMPORAL_ADDRESS: at('strict') }),
    /: it does not accept this client's certificate, or wants one: set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH/,
  ],
])('one sentence tells %s', async (_, env, sentence) => {
  const { code, stderr } = await ktb(['schedules', 'list'], { env: env() });
  expect(stderr).toMatch(sentence);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('ktb stack up');
  expect(code).toBe(1);
});

it.each<[string, () => NodeJS.ProcessEnv]>([
  ['the right authority', () => ({ ...withCa(), TEMPORAL_ADDRESS: at('right') })],
  [
    'the name that is in the certificate',
    () => ({ ...withCa(), TEMPORAL_ADDRESS: at('other'), TEMPORAL_TLS_SERVER_NAME: 'temporal.example' }),
  ],
  [
    'a certificate of its own',
    () => ({
      ...withCa(),
      TEMPORAL_ADDRESS: at('strict'),
      TEMPORAL_TLS_CLIENT_CERT_PATH: client.certFile,
      TEMPORAL_TLS_CLIENT_KEY_PATH: client.keyFile,
    }),
  ],
])('a client with %s is served', async (_, env) => {
  expect(await ktb(['schedules', 'list'], { env: env() })).toMatchObject({ code: 0 });
});
