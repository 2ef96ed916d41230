import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../infra/stack/tools.mjs';

/** A certificate with its key, as PEM, and where the files are. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const MISSING = { missing: 'openssl is missing' };
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** An authority of this test's own, and what it signs. */
export async function certificateAuthority(folder: string) {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const [key, cert] = [at('ca.key'), at('ca.pem')];
  await run(
    'openssl',
    ['req', '-x509', ...KEY, '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=ca'],
    MISSING,
  );
  return {
    cert: readFileSync(cert, 'utf8'),
    certFile: cert,
    /** @param days until it expires; below 0, it has */
    async sign(name: string, names: string, days = 2): Promise<Certificate> {
      const [keyFile, request, certFile, about] = ['key', 'csr', 'pem', 'ext'].map((end) =>
        at(`${name}.${end}`),
      ) as [string, string, string, string];
      writeFileSync(about, `subjectAltName=${names}`);
      await run(
        'openssl',
        ['req', ...KEY, '-keyout', keyFile, '-out', request, '-subj', `/CN=${name}`],
        MISSING,
      );
      const signed = [
        '-CA',
        cert,
        '-CAkey',
        key,
        '-CAcreateserial',
        '-days',
        String(days),
        '-extfile',
        about,
      ];
      await run('openssl', ['x509', '-req', '-in', request, '-out', certFile, ...signed], MISSING);
      return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    },
  };
}
