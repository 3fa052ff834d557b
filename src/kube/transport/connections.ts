import { createSecureContext } from 'node:tls';
import { Agent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici';
import type { Credentials, TlsOptions } from './credentials.ts';

/** A connection pool: requests of one never wait for a connection of another, so that a long watch cannot delay a write. */
export type Pool = 'request' | 'watch';

/**
 * Shared keep-alive connections to one API server, in pools. New credentials for the connection itself (a rotated CA
 * or client certificate) bring new pools; the old ones end with their last request.
 */
export class Connections {
  readonly #proxyUrl: string | undefined;
  readonly #timeoutMs: number;
  #tlsKey: string | undefined;
  #pools = new Map<Pool, Dispatcher>();

  constructor(proxyUrl: string | undefined, timeoutMs: number) {
    this.#proxyUrl = proxyUrl;
    this.#timeoutMs = timeoutMs;
  }

  /** The pool of this name under these credentials. */
  pool(name: Pool, credentials: Credentials): Dispatcher {
    if (this.#tlsKey !== credentials.tlsKey) {
      this.#tlsKey = credentials.tlsKey;
      void this.#drop((pool) => pool.close());
    }
    let pool = this.#pools.get(name);
    if (pool === undefined) {
      pool = openPool(this.#proxyUrl, credentials.tls, this.#timeoutMs);
      this.#pools.set(name, pool);
    }
    return pool;
  }

  /** Ends every connection, also those in use. */
  async destroy(): Promise<void> {
    await this.#drop((pool) => pool.destroy());
  }

  async #drop(end: (pool: Dispatcher) => Promise<void>): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools = new Map();
    await Promise.allSettled(pools.map(end));
  }
}

function openPool(proxyUrl: string | undefined, tls: TlsOptions, timeoutMs: number): Dispatcher {
  const options = {
    // One HTTP/2 connection would put watches and writes behind one another again.
    allowH2: false,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // Below the 90 s after which kube-apiserver closes an idle connection.
    keepAliveTimeout: 60_000,
  };
  // Linux then gives a connection up that stayed silent for 30 s and ten probes, a second apart.
  // Made once: reading certificates is half the work of a connection.
  const secureContext = createSecureContext(tls);
  const connect = { ...tls, secureContext, timeout: 10_000, keepAlive: true, keepAliveInitialDelay: 30_000 };
  if (proxyUrl === undefined || proxyUrl === '') return new Agent({ ...options, connect });
  if (proxyUrl.startsWith('socks')) return new Socks5ProxyAgent(proxyUrl, { ...options, requestTls: connect });
  return new ProxyAgent({ ...options, uri: proxyUrl, requestTls: connect });
}
