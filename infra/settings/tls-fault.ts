import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

/** What is wrong between a client and a server about TLS. */
export type TlsFault =
  'needs-tls' | 'has-no-tls' | 'unknown-ca' | 'other-host' | 'expired' | 'needs-client-certificate';

const CODES: Readonly<Record<string, TlsFault>> = {
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-ca',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-ca',
  CERT_SIGNATURE_FAILURE: 'unknown-ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-host',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'has-no-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'has-no-tls',
  ECONNRESET: 'has-no-tls',
  EPROTO: 'has-no-tls',
};

/** What a server says of a client's certificate, or of the lack of one, comes as an alert. */
const ALERT =
  /ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/;

const ANSWER_WITHIN_MS = 3_000;
/** A server tells what it thinks of the client's certificate after the client holds the handshake for done. */
const ALERT_WITHIN_MS = 500;

/**
 * Connects once to find out why a client cannot: libraries say only that there was no connection. Undefined if it is
 * not because of TLS, such as if nobody listens.
 *
 * @param address host:port, an IPv6 host in brackets
 * @param tls the client's options; undefined if it does not use TLS
 */
export async function tlsFaultOf(
  address: string,
  tls: ConnectionOptions | undefined,
): Promise<TlsFault | undefined> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[(.*)\]$/, '$1');
  const port = Number(address.slice(at + 1));
  if (!(await listens(host, port))) return undefined;
  const servername = isIP(host) ? undefined : host;
  const options = { host, port, ALPNProtocols: ['h2'], ...(servername && { servername }), ...tls };
  if (!tls)
    return (await handshake({ ...options, rejectUnauthorized: false })) === 'ok' ? 'needs-tls' : undefined;
  const end = await handshake(options);
  if (end === 'ok') return undefined;
  return ALERT.test(end) ? 'needs-client-certificate' : CODES[end];
}

const listens = (host: string, port: number) =>
  outcomeOf(connectTcp({ host, port }), 'connect', 0).then((end) => end === 'ok');

const handshake = (options: ConnectionOptions) =>
  outcomeOf(connectTls(options), 'secureConnect', options.rejectUnauthorized === false ? 0 : ALERT_WITHIN_MS);

/** `ok`, or the code of the error that ended it. */
function outcomeOf(socket: Socket, success: 'connect' | 'secureConnect', settleMs: number): Promise<string> {
  return new Promise((resolve) => {
    const end = (outcome: string) => {
      clearTimeout(late);
      socket.destroy();
      resolve(outcome);
    };
    const late = setTimeout(() => end('late'), ANSWER_WITHIN_MS);
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on('close', () => end('ECONNRESET'));
    socket.on(success, () => {
      clearTimeout(late);
      setTimeout(() => end('ok'), settleMs);
    });
  });
}
