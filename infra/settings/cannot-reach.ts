import type { ConnectionOptions } from 'node:tls';
import { fullReasonOf, UserError } from '../user-error.ts';
import { tlsFaultOf, type TlsFault } from './tls-fault.ts';

/** A server that gives no answer, and what decides whether it can. */
export interface Unreached {
  /** As it appears in a sentence: `the schema registry`. */
  readonly server: string;
  /** host:port of each. */
  readonly addresses: readonly string[];
  /** As it appears in a sentence. Default: the addresses. */
  readonly url?: string;
  /** What names its address. */
  readonly setting: string;
  /** The client's own options; undefined if it connects without TLS. */
  readonly tls: ConnectionOptions | undefined;
  readonly tlsSettings: TlsSettings;
}

/** The settings that decide about TLS, as they appear in a sentence. */
interface TlsSettings {
  /** How TLS is switched on and off. */
  readonly on: string;
  readonly off: string;
  readonly ca: string;
  readonly client: string;
  /** How another name is expected in the certificate, if that can be set. */
  readonly name?: string;
}

/** The sentence for a server that gives no answer: its cause, and the remedy for just that cause. */
export async function cannotReach(unreached: Unreached, cause: unknown): Promise<UserError> {
  const { server, addresses, setting, url } = unreached;
  const at = url ?? addresses.join(', ');
  const fault = await faultOf(unreached);
  const why = `(${fullReasonOf(cause)})`;
  const sentence = fault
    ? `cannot reach ${server} at ${at}: ${remedyOf(fault, unreached)} ${why}`
    : `cannot reach ${server} at ${at}: start it (\`ktb stack up\` starts a local one), or set ${setting} ${why}`;
  return new UserError(sentence, 1, { cause });
}

async function faultOf({ addresses, tls }: Unreached): Promise<TlsFault | undefined> {
  const faults = await Promise.all(addresses.map((address) => tlsFaultOf(address, tls)));
  return faults.find((fault) => fault !== undefined);
}

function remedyOf(
  fault: TlsFault,
  { tlsSettings: { on, off, ca, client, name }, setting }: Unreached,
): string {
  switch (fault) {
    case 'needs-tls':
      return `it speaks TLS, and this client does not: set ${on}`;
    case 'has-no-tls':
      return `it does not speak TLS, and this client does: ${off}`;
    case 'unknown-ca':
      return `its certificate is not signed by an authority that is trusted here: name the right one by ${ca}`;
    case 'other-host':
      return `its certificate is for another host: set ${setting} to a name that is in it${name === undefined ? '' : `, or ${name}`}`;
    case 'expired':
      return 'its certificate has expired, or is not valid yet: renew it, or correct the clock of this machine';
    case 'needs-client-certificate':
      return `it does not accept this client's certificate, or wants one: set ${client}`;
  }
}
