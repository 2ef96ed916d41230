import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { temporalOf } from '../../../infra/settings/temporal-settings.ts';
import { UserError } from '../../../infra/user-error.ts';
import { temporaryFolder } from '../../../infra/testing/local-servers.ts';

const folder = temporaryFolder();
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

it.each<[string, NodeJS.ProcessEnv, RegExp]>([
  [
    'a switch that is neither on nor off',
    { TEMPORAL_TLS: 'maybe' },
    /TEMPORAL_TLS: should be true or false$/,
  ],
  [
    'a switch in capitals, which would be off',
    { TEMPORAL_TLS: 'TRUE' },
    /TEMPORAL_TLS: should be true or false$/,
  ],
  [
    'a file that is not there',
    { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem' },
    /TEMPORAL_TLS_SERVER_CA_CERT_PATH names a file that is not there$/,
  ],
  [
    'a configuration file that is not there',
    { TEMPORAL_CONFIG_FILE: '/nowhere' },
    /TEMPORAL_CONFIG_FILE names/,
  ],
  [
    'a certificate without its key',
    { TEMPORAL_TLS_CLIENT_CERT_PATH: file('cert.pem', 'x') },
    /a client certificate and its key need each other/,
  ],
  ['a profile that is not there', { TEMPORAL_PROFILE: 'nope' }, /TEMPORAL_PROFILE.*'nope' not found/],
  [
    'a login in the address',
    { TEMPORAL_ADDRESS: 'me:a-secret@temporal:7233' },
    /^Temporal's address should be host:port, without a login: see TEMPORAL_ADDRESS$/,
  ],
  ['a URL', { TEMPORAL_ADDRESS: 'https://temporal:7233' }, /^Temporal's address should be host:port/],
  [
    'a configuration file that is none',
    { TEMPORAL_CONFIG_FILE: file('bad.toml', '[profile.default]\napi_key = "a-secret\n') },
    /^Temporal's settings cannot be used, see TEMPORAL_PROFILE and TEMPORAL_CONFIG_FILE: .*$/,
  ],
])('%s is one sentence, with exit code 2', (_, env, sentence) => {
  const load = () => temporalOf({ XDG_CONFIG_HOME: folder, ...env }, 'a:1');
  expect(load).toThrow(sentence);
  expect(load).not.toThrow(/\n|a-secret/);
  expect(load).toThrow(expect.objectContaining({ name: UserError.name, exitCode: 2 }));
});
