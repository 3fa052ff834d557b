import { join } from 'node:path';
import { runOrThrow } from './run.ts';
import type { Identity } from './role.ts';

/** File names inside a certificate folder. */
export const AUTHORITY = 'ca.crt';
/** Key pair that signs service account tokens. */
export const SERVICE_ACCOUNT_KEYS = { private: 'service-account.key', public: 'service-account.pub' };

const ELLIPTIC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const A_YEAR = ['-days', '365'];

/**
 * Writes a certificate authority, a serving certificate for the loopback address, the key pair of service account
 * tokens, and `NAME.crt` and `NAME.key` for each identity, into an existing folder. They last a year.
 */
export async function writeCertificates(folder: string, identities: Readonly<Record<string, Identity>>): Promise<void> {
  const openssl = (...args: string[]): Promise<string> => runOrThrow('openssl', args, { cwd: folder });
  const file = (name: string): string => join(folder, name);
  await openssl(
    'req',
    '-x509',
    ...ELLIPTIC,
    ...A_YEAR,
    '-subj',
    '/CN=stagegate-control-plane',
    '-keyout',
    file('ca.key'),
    '-out',
    file(AUTHORITY),
  );

  const signed = (name: string, subject: string, ...extensions: string[]): Promise<string> =>
    openssl(
      ...['req', '-x509', '-CA', file(AUTHORITY), '-CAkey', file('ca.key'), ...ELLIPTIC, ...A_YEAR, '-subj', subject],
      ...['basicConstraints=critical,CA:FALSE', ...extensions].flatMap((extension) => ['-addext', extension]),
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)],
    );
  const names = 'IP:127.0.0.1,IP:::1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc';
  await Promise.all([
    signed('serving', '/CN=kube-apiserver', `subjectAltName=${names}`, 'extendedKeyUsage=serverAuth'),
    ...Object.entries(identities).map(([name, { user, groups }]) =>
      signed(name, `${groups.map((group) => `/O=${group}`).join('')}/CN=${user}`, 'extendedKeyUsage=clientAuth'),
    ),
    openssl('genrsa', '-out', file(SERVICE_ACCOUNT_KEYS.private), '2048').then(() =>
      openssl('rsa', '-in', file(SERVICE_ACCOUNT_KEYS.private), '-pubout', '-out', file(SERVICE_ACCOUNT_KEYS.public)),
    ),
  ]);
}
