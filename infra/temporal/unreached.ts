import { status } from '@grpc/grpc-js';
import type { Config } from '../settings/config.ts';
import { cannotReach } from '../settings/cannot-reach.ts';
import { fullReasonOf, UserError } from '../user-error.ts';

type Connection = Config['temporal']['connection'];

/** The sentence for a Temporal that does not answer, or not to this login. */
export async function temporalUnreached({ address, tls }: Connection, cause: unknown): Promise<UserError> {
  const { code } = cause as { code?: unknown };
  if (code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED)
    return new UserError(
      `Temporal at ${address} does not accept the login: check TEMPORAL_API_KEY, or the client's certificate (${fullReasonOf(cause)})`,
      1,
      { cause },
    );
  return cannotReach(
    {
      server: 'Temporal',
      addresses: [address.includes(':') ? address : `${address}:7233`],
      setting: 'TEMPORAL_ADDRESS',
      tls: tlsOf(tls),
      tlsSettings: {
        on: 'TEMPORAL_TLS to true',
        off: 'set TEMPORAL_TLS to false, or TEMPORAL_ADDRESS to its port for TLS',
        ca: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
        client: 'TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH',
        name: 'TEMPORAL_TLS_SERVER_NAME to one that is',
      },
    },
    cause,
  );
}

function tlsOf(tls: Connection['tls']) {
  if (!tls) return undefined;
  if (tls === true) return {};
  const { serverNameOverride: servername, serverRootCACertificate: ca, clientCertPair } = tls;
  return {
    ...(servername && { servername }),
    ...(ca && { ca: Buffer.from(ca) }),
    ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  };
}
