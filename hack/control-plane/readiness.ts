import { request as requestPlain } from 'node:http';
import { request as requestSecure, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';

/** A server that is to become ready: what it is called, and what it is asked. */
interface Awaited {
  readonly name: string;
  readonly urls: readonly string[];
  readonly tls?: RequestOptions;
}

/**
 * Waits until every URL answers 200, asking each in turn, ten times a second at most. Rejects when the server ends first or `patience`
 * milliseconds have passed, with the last words of the server.
 */
export async function untilReady(server: Child, { name, urls, tls = {} }: Awaited, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  let hasEnded = false;
  void server.ended.then(() => (hasEnded = true));
  for (const url of urls) {
    while ((await statusOf(url, tls)) !== 200) {
      if (hasEnded) throw new Error(`${name} ended before it was ready; it said:\n${server.lastWords()}`);
      if (performance.now() > deadline) {
        throw new Error(`${name} did not answer ${url} within ${patience / 1000} s; it said:\n${server.lastWords()}`);
      }
      await Promise.race([sleep(50), server.ended]);
    }
  }
}

/** The HTTP status a URL answers with, or undefined if nothing does within ten seconds. */
function statusOf(url: string, tls: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = url.startsWith('https:')
      ? requestSecure(url, { ...tls, agent: false })
      : requestPlain(url, { agent: false });
    request.setTimeout(10_000, () => request.destroy());
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
    request.end();
  });
}
