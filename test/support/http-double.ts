import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** One request as the double saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the double does with one request. */
export type Answer = (request: SeenRequest, response: ServerResponse, socket: Socket) => void | Promise<void>;

/** An HTTP server for what a real API server does not do when asked. */
export interface HttpDouble extends AsyncDisposable {
  readonly kubeConfig: KubeConfig;
  readonly seen: SeenRequest[];
  /** Connections ever made. */
  readonly connections: () => number;
}

/** Starts a double that gives the n-th request the n-th answer, and every one after the last answer that one again. */
export async function httpDouble(...answers: [Answer, ...Answer[]]): Promise<HttpDouble> {
  const seen: SeenRequest[] = [];
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString() };
      const answer = answers[Math.min(seen.push(entry), answers.length) - 1];
      void answer?.(entry, response, request.socket);
    });
  };
  const server = createServer(listener);
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeConfig: kubeConfigFor(`http://127.0.0.1:${port}`, { token: 'secret-token' }),
    seen,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A kubeconfig of one cluster and one user. */
export function kubeConfigFor(server: string, user: Record<string, unknown> = {}): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name: 'double', server, skipTLSVerify: true }, { name: 'tester', ...user });
  return kubeConfig;
}

/** Answers with JSON. */
export function json(code: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Answers with a Kubernetes Status. */
export function status(
  code: number,
  reason: string,
  more: { headers?: Record<string, string>; details?: unknown } = {},
): Answer {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    reason,
    details: more.details,
    message: 'server words',
  };
  return json(code, body, more.headers);
}

/** Resets the connection instead of answering. */
export const reset: Answer = (_request, _response, socket) => {
  socket.resetAndDestroy();
};
