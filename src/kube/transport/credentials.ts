import type { RequestOptions } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Clock } from '../clock.ts';
import { withoutCaches } from './kube-config.ts';

/** The TLS settings that a KubeConfig can make. */
export type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername' | 'rejectUnauthorized'
>;

/** What a connection and a request need to be let in. */
export interface Credentials {
  /** `Authorization` and the impersonation headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** CA, client certificate and key. */
  readonly tls: TlsOptions;
  /** Changes whenever `tls` does: connections made with another one are no longer of use. */
  readonly tlsKey: string;
}

// In-cluster tokens and CAs are files that the kubelet rotates; client-go reads them again once a minute, too.
const LIFETIME_MS = 60_000;

/**
 * The credentials of a KubeConfig's current context: client certificate, token, basic, exec plugin, token file.
 * Kept for a minute, because asking the KubeConfig reads files and may start a process, and asked again at once after a 401.
 */
export class CredentialSource {
  readonly #clock: Clock;
  #kubeConfig: KubeConfig;
  #current: Credentials | undefined;
  #freshUntil = 0;
  #pending: Promise<Credentials> | undefined;

  constructor(kubeConfig: KubeConfig, clock: Clock) {
    this.#kubeConfig = kubeConfig;
    this.#clock = clock;
  }

  /** The credentials to use now. Rejects where none could ever be read (a broken exec plugin, an unreadable file). */
  async get(): Promise<Credentials> {
    if (this.#current !== undefined && this.#clock.monotonic() < this.#freshUntil) return this.#current;
    this.#pending ??= this.#refresh().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /** The server refused `refused`: the next `get` asks for new ones, past every cache. */
  invalidate(refused: Credentials): void {
    if (this.#current !== refused) return;
    this.#freshUntil = 0;
    this.#kubeConfig = withoutCaches(this.#kubeConfig);
  }

  async #refresh(): Promise<Credentials> {
    try {
      this.#current = await readCredentials(this.#kubeConfig);
    } catch (error) {
      // A file read in the middle of its rotation: what worked a minute ago most likely still does.
      if (this.#current === undefined) throw error;
    }
    this.#freshUntil = this.#clock.monotonic() + LIFETIME_MS;
    return this.#current;
  }
}

async function readCredentials(kubeConfig: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value);
  if (options.auth) headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  const tls: TlsOptions = {};
  if (options.ca !== undefined) tls.ca = options.ca;
  if (options.cert !== undefined) tls.cert = options.cert;
  if (options.key !== undefined) tls.key = options.key;
  if (options.pfx !== undefined) tls.pfx = options.pfx;
  if (options.passphrase !== undefined) tls.passphrase = options.passphrase;
  if (options.servername !== undefined) tls.servername = options.servername;
  if (options.rejectUnauthorized !== undefined) tls.rejectUnauthorized = options.rejectUnauthorized;
  return { headers, tls, tlsKey: JSON.stringify(tls) };
}
