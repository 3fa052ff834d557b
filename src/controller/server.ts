import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricsPage } from './metrics/metrics-page.ts';
import { sendMetrics } from './metrics/metrics-response.ts';

/** One thing /readyz asks: undefined where it is well, else what is wrong. */
export type Check = () => string | undefined;

/** What the server serves. */
export interface ServerOptions {
  readonly metrics: MetricsPage;
  readonly readiness: Readonly<Record<string, Check>>;
}

/** Serves /healthz (the process answers), /readyz (every check, `?verbose` for all) and /metrics. */
export async function serve(
  { host, port }: { readonly host: string; readonly port: number },
  options: ServerOptions,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, 500, error instanceof Error ? error.message : 'failed');
    });
  });
  try {
    await listen(server, host, port);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot listen on ${host}:${port} (${reason}): choose another --listen`, { cause: error });
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host !== '' && { host }) }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, readiness }: ServerOptions,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'only GET');
  switch (pathname) {
    case '/healthz':
      return send(response, 200, 'ok');
    case '/readyz': {
      const results = Object.entries(readiness).map(([name, check]) => [name, check()] as const);
      const ready = results.every(([, problem]) => problem === undefined);
      const lines = results.map(([name, problem]) =>
        problem === undefined ? `[+]${name} ok` : `[-]${name} ${problem}`,
      );
      const text =
        ready && !searchParams.has('verbose')
          ? 'ok'
          : [...lines, ready ? 'readyz check passed' : 'readyz check failed'].join('\n');
      return send(response, ready ? 200 : 503, text);
    }
    case '/metrics':
      return sendMetrics(request, response, metrics);
    default:
      return send(response, 404, 'not found; there are /healthz, /readyz and /metrics');
  }
}

function send(response: ServerResponse, code: number, text: string): void {
  response
    .writeHead(code, { 'content-type': 'text/plain; charset=utf-8' })
    .end(text.endsWith('\n') ? text : `${text}\n`);
}
