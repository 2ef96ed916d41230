import { existsSync } from 'node:fs';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { keepSecret } from '../output/secrets.ts';
import { reasonOf, UserError } from '../user-error.ts';

/** What the library takes for true; anything else it takes for false, and would connect without TLS. */
const SWITCHES = ['TEMPORAL_TLS', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'];
const SWITCH_VALUES = ['true', 'false', '1', '0'];

const FILES = [
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_CONFIG_FILE',
];

/**
 * Temporal's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, …) and its config file. Throws
 * a `UserError` that names each one that cannot be used.
 */
export function temporalOf(env: NodeJS.ProcessEnv, defaultAddress: string) {
  const set = Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => !!pair[1]));
  const problems = problemsIn(set);
  if (problems.length > 0) throw new UserError(`bad settings in the environment: ${problems.join('; ')}`, 2);
  const { connectionOptions, namespace = 'default' } = load(set);
  const { address = defaultAddress, apiKey, metadata = {} } = connectionOptions;
  // An address is printed, and a login in it would not be used.
  if (/[@/]/.test(address))
    throw new UserError("Temporal's address should be host:port, without a login: see TEMPORAL_ADDRESS", 2);
  // What goes along with each call may be a login of a proxy.
  keepSecret(...[apiKey, ...Object.values(metadata)].filter((text) => typeof text === 'string'));
  return {
    connection: { ...connectionOptions, address },
    namespace,
  };
}

function problemsIn(set: Readonly<Record<string, string>>): string[] {
  const has = (part: string) => ['PATH', 'DATA'].some((form) => set[`TEMPORAL_TLS_CLIENT_${part}_${form}`]);
  return [
    ...SWITCHES.filter((name) => set[name] !== undefined && !SWITCH_VALUES.includes(set[name])).map(
      (name) => `${name}: should be true or false`,
    ),
    ...FILES.filter((name) => set[name] !== undefined && !existsSync(set[name])).map(
      (name) => `${name} names a file that is not there`,
    ),
    ...(has('CERT') === has('KEY')
      ? []
      : [
          'a client certificate and its key need each other: TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH',
        ]),
  ];
}

function load(overrideEnvVars: Record<string, string>) {
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (cause) {
    // The first line: a parser of files quotes the lines around a mistake, which may hold the key.
    const [reason = ''] = reasonOf(cause).split('\n');
    throw new UserError(
      `Temporal's settings cannot be used, see TEMPORAL_PROFILE and TEMPORAL_CONFIG_FILE: ${reason}`,
      2,
      {
        cause,
      },
    );
  }
}
