import type { KubeConfig } from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';
import { systemClock, type Clock } from '../clock.ts';
import { Connections, type Pool } from './connections.ts';
import { CredentialSource, type Credentials } from './credentials.ts';
import { ApiError, errorCode, TransportError } from '../failure.ts';
import { clusterOf } from './kube-config.ts';
import { lines } from './lines.ts';

/** The HTTP methods of the Kubernetes API. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request; `path` starts with a slash and is escaped already (`resourcePath`). */
export interface ApiRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Of the body; `application/json` unless it is a patch. */
  readonly contentType?: string;
  /** What the answer should be; `application/json` unless said otherwise. */
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** `request` unless said otherwise; `stream` always takes `watch`. */
  readonly pool?: Pool;
}

/** An answer with a status below 300. `body` is parsed JSON, or the text where the server sent another type. */
export interface ApiResponse<T> {
  readonly status: number;
  readonly body: T;
  /** Of the body's text, in characters. */
  readonly size: number;
}

/** One line of `rest_client_requests_total`; `code` is the HTTP status, or `<error>` where no answer came. */
export interface RequestSample {
  readonly method: Method;
  readonly code: string;
  readonly host: string;
}

export interface TransportOptions {
  /** `name/version`: the server takes its part before the slash as the field manager. */
  readonly userAgent: string;
  readonly onRequest?: (sample: RequestSample) => void;
  /** Longest wait for an answer's head, and between two pieces of its body; 30 s. A stream's body may pause forever. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const DEAD_SOCKET_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const IDEMPOTENT = new Set<Method>(['GET', 'PUT', 'DELETE']);

/**
 * Requests to the API server of a KubeConfig's current context, over shared keep-alive connections.
 * Every method throws `ApiError` for an answer of 300 and above, `TransportError` where none came, and the signal's
 * reason where the caller gave up.
 */
export class Transport {
  /** `https://host:port`, and the path prefix if the kubeconfig has one. */
  readonly server: string;
  /** Host and port, as metrics name the server. */
  readonly host: string;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #options: TransportOptions;
  readonly #credentials: CredentialSource;
  readonly #connections: Connections;

  /** Throws where the current context names no cluster; opens no connection yet. */
  constructor(kubeConfig: KubeConfig, options: TransportOptions) {
    const cluster = clusterOf(kubeConfig);
    const url = new URL(cluster.server);
    this.server = cluster.server.replace(/\/+$/, '');
    this.host = url.host;
    this.#origin = url.origin;
    this.#prefix = url.pathname.replace(/\/+$/, '');
    this.#options = options;
    this.#credentials = new CredentialSource(kubeConfig, options.clock ?? systemClock);
    this.#connections = new Connections(cluster.proxyUrl, options.timeoutMs ?? 30_000);
  }

  /**
   * Sends one request and reads the whole answer. A GET, PUT or DELETE that met a dead keep-alive connection is sent
   * once more; a repeated PUT cannot overwrite anything, because its resourceVersion would conflict.
   */
  async request<T = unknown>(request: ApiRequest): Promise<ApiResponse<T>> {
    const response = await this.#send(request, request.pool ?? 'request', undefined);
    try {
      const { body, size } = await readBody(response);
      return { status: response.statusCode, body: body as T, size };
    } catch (error) {
      throw this.#lost(request, error);
    }
  }

  /**
   * Opens a streaming GET and yields its lines until the server ends it. No more is read than is taken. Throws like
   * `request`, also in the middle of the stream when the connection breaks.
   */
  async stream(
    request: Omit<ApiRequest, 'method' | 'body' | 'pool'>,
  ): Promise<AsyncGenerator<string, void, undefined>> {
    const get: ApiRequest = { ...request, method: 'GET' };
    const response = await this.#send(get, 'watch', 0);
    return this.#lines(get, response);
  }

  /** Ends every connection; requests in flight fail. */
  async close(): Promise<void> {
    await this.#connections.destroy();
  }

  async *#lines(request: ApiRequest, response: Dispatcher.ResponseData): AsyncGenerator<string, void, undefined> {
    try {
      yield* lines(response.body as AsyncIterable<Uint8Array>);
    } catch (error) {
      throw this.#lost(request, error);
    }
  }

  async #send(request: ApiRequest, pool: Pool, bodyTimeout: number | undefined): Promise<Dispatcher.ResponseData> {
    let credentials = await this.#authenticate(request);
    let response: Dispatcher.ResponseData;
    try {
      response = await this.#dispatch(request, pool, credentials, bodyTimeout);
    } catch (error) {
      if (!(error instanceof TransportError && DEAD_SOCKET_CODES.has(error.code) && IDEMPOTENT.has(request.method)))
        throw error;
      response = await this.#dispatch(request, pool, credentials, bodyTimeout);
    }
    if (response.statusCode === 401) {
      // A 401 was not acted upon, so any method may be sent again.
      await response.body.dump();
      this.#credentials.invalidate(credentials);
      credentials = await this.#authenticate(request);
      response = await this.#dispatch(request, pool, credentials, bodyTimeout);
    }
    if (response.statusCode < 300) return response;
    const retryAfter = response.headers['retry-after'];
    const answer = await readBody(response).catch(() => undefined);
    throw new ApiError(
      describe(request),
      response.statusCode,
      answer?.body,
      typeof retryAfter === 'string' ? retryAfter : undefined,
    );
  }

  async #authenticate(request: ApiRequest): Promise<Credentials> {
    try {
      return await this.#credentials.get();
    } catch (error) {
      throw new TransportError(describe(request), error, 'NoCredentials');
    }
  }

  async #dispatch(
    request: ApiRequest,
    pool: Pool,
    credentials: Credentials,
    bodyTimeout: number | undefined,
  ): Promise<Dispatcher.ResponseData> {
    const { method, path, query, body, contentType, accept, signal } = request;
    const headers: Record<string, string> = {
      accept: accept ?? 'application/json',
      'user-agent': this.#options.userAgent,
      ...credentials.headers,
    };
    if (body !== undefined) headers['content-type'] = contentType ?? 'application/json';
    try {
      const response = await this.#connections.pool(pool, credentials).request({
        origin: this.#origin,
        path: this.#prefix + path + queryString(query),
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
        ...(bodyTimeout !== undefined && { bodyTimeout }),
      });
      this.#options.onRequest?.({ method, code: String(response.statusCode), host: this.host });
      return response;
    } catch (error) {
      this.#options.onRequest?.({ method, code: '<error>', host: this.host });
      throw this.#lost(request, error);
    }
  }

  /** What to throw for `error`: the caller's own reason where it gave up, else that no answer came. */
  #lost(request: ApiRequest, error: unknown): unknown {
    if (request.signal?.aborted) return request.signal.reason;
    return new TransportError(describe(request), error, errorCode(error));
  }
}

async function readBody(response: Dispatcher.ResponseData): Promise<{ readonly body: unknown; readonly size: number }> {
  const text = await response.body.text();
  const type = response.headers['content-type'];
  const isJson = typeof type === 'string' && type.startsWith('application/json');
  return { body: isJson ? JSON.parse(text) : text, size: text.length };
}

/** The query is left out: a continue token says nothing to a reader. */
function describe({ method, path }: ApiRequest): string {
  return `${method} ${path}`;
}

function queryString(query: ApiRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
