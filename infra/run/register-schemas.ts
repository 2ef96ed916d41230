import { subjectOf, type RecordType } from '../../schemas/bridge/record-type.ts';
import { RegistryError, type Registry } from '../../schemas/bridge/registry.ts';
import { cannotReach } from '../settings/cannot-reach.ts';
import { reasonOf } from '../user-error.ts';

/** A record type as one topic carries it: one subject of the registry. */
export interface TopicType {
  readonly topic: string;
  readonly type: RecordType;
}

/**
 * Makes sure that the registry holds each schema. Gives one sentence for each that it does not accept, and one for all
 * if no server answers at its URL.
 */
export async function registerSchemas(
  registry: Registry,
  url: string,
  types: readonly TopicType[],
): Promise<string[]> {
  const results = await Promise.allSettled(types.map(({ topic, type }) => registry.register(topic, type)));
  const refusals = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ ...types[index]!, reason: result.reason as unknown }] : [],
  );
  if (refusals.length === 0) return [];
  const login = refusals.find(({ reason }) => statusOf(reason) === 401);
  if (login) return [`${causeOf(login.reason)}; ${CHECK_LOGIN}`];
  const silence = await silenceOf(url);
  if (silence !== undefined) return [silence];
  const forbidden = refusals.filter(({ reason }) => statusOf(reason) === 403);
  const others = refusals.filter((refused) => !forbidden.includes(refused));
  const subjects = forbidden.map(({ topic, type }) => subjectOf(topic, type));
  return [
    ...(subjects.length === 0
      ? []
      : [
          `the schema registry does not let the login register ${[...new Set(subjects)].join(', ')} (403): give it the right to, or ${CHECK_LOGIN}`,
        ]),
    ...new Set(others.map(({ reason }) => `${reasonOf(reason)}; see KTB_REGISTRY_URL`)),
  ];
}

const CHECK_LOGIN = 'check KTB_REGISTRY_USERNAME and KTB_REGISTRY_PASSWORD, or the login in KTB_REGISTRY_URL';

const statusOf = (error: unknown) => (error instanceof RegistryError ? error.status : undefined);

/** Without the name of one subject, as the login is refused for all of them. */
const causeOf = (error: unknown): string =>
  reasonOf(error instanceof Error && error.cause ? error.cause : error);

const ANSWER_WITHIN_MS = 5_000;

/** The sentence for a silent registry; its client throws the same kind of error for a refusal and for silence. */
async function silenceOf(url: string): Promise<string | undefined> {
  // Without the path: any answer at all means that a server is there.
  const { origin } = new URL(url);
  try {
    await (await fetch(origin, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })).body?.cancel();
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    const { host, protocol } = new URL(origin);
    const isTls = protocol === 'https:';
    const unreached = {
      server: 'the schema registry',
      url: origin,
      addresses: [host.includes(':') ? host : `${host}:${isTls ? 443 : 80}`],
      setting: 'KTB_REGISTRY_URL',
      tls: isTls ? {} : undefined,
      tlsSettings: {
        on: 'KTB_REGISTRY_URL to begin with https',
        off: 'have KTB_REGISTRY_URL begin with http',
        ca: 'NODE_EXTRA_CA_CERTS',
        client: 'up a way to it that needs none, as none can be given',
      },
    };
    return (await cannotReach(unreached, cause)).message;
  }
}
