import type { KubeObject } from '../../src/kube/object.ts';
import type { ApiRequest, ApiResponse, Transport } from '../../src/kube/transport/transport.ts';

/** One request as the server saw it. */
export interface Call {
  readonly operation: 'list' | 'watch';
  readonly query: Record<string, string | number | boolean | undefined>;
}

/** A watch stream in the test's hand. */
export class FakeStream {
  readonly #lines: (string | Error | undefined)[] = [];
  #wake: (() => void) | undefined;

  /** Sends watch events, or raw lines. */
  send(...events: (readonly [type: string, object: unknown] | string)[]): this {
    for (const event of events) {
      this.#push(typeof event === 'string' ? event : JSON.stringify({ type: event[0], object: event[1] }));
    }
    return this;
  }

  /** Ends in peace. */
  end(): this {
    return this.#push(undefined);
  }

  /** Breaks. */
  fail(error: Error): this {
    return this.#push(error);
  }

  async *read(signal: AbortSignal | undefined): AsyncGenerator<string, void, undefined> {
    signal?.addEventListener('abort', () => this.#wake?.(), { once: true });
    for (;;) {
      signal?.throwIfAborted();
      if (this.#lines.length === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const line = this.#lines.shift();
      if (line === undefined) return;
      if (line instanceof Error) throw line;
      yield line;
    }
  }

  #push(line: string | Error | undefined): this {
    this.#lines.push(line);
    this.#wake?.();
    return this;
  }
}

type FakeAnswer = Error | FakeStream | { readonly body: unknown };

/** Answers lists and watches in the order the test laid down; what was not laid down never ends. */
export class FakeServer implements Pick<Transport, 'request' | 'stream'> {
  readonly calls: Call[] = [];
  readonly #answers: FakeAnswer[];

  constructor(...answers: FakeAnswer[]) {
    this.#answers = answers;
  }

  andThen(...answers: FakeAnswer[]): this {
    this.#answers.push(...answers);
    return this;
  }

  async request<T>({ query, signal }: ApiRequest): Promise<ApiResponse<T>> {
    this.calls.push({ operation: 'list', query: { ...query } });
    await Promise.resolve();
    signal?.throwIfAborted();
    const answer = this.#answers.shift();
    if (answer === undefined || answer instanceof FakeStream) throw new Error('a list was not laid down here');
    if (answer instanceof Error) throw answer;
    return { status: 200, body: answer.body as T, size: JSON.stringify(answer.body).length };
  }

  async stream({
    query,
    signal,
  }: Omit<ApiRequest, 'method' | 'body'>): Promise<AsyncGenerator<string, void, undefined>> {
    this.calls.push({ operation: 'watch', query: { ...query } });
    await Promise.resolve();
    signal?.throwIfAborted();
    const answer = this.#answers.shift() ?? new FakeStream();
    if (answer instanceof Error) throw answer;
    if (!(answer instanceof FakeStream)) throw new Error('a watch was not laid down here');
    return answer.read(signal);
  }
}

/** An object of no particular kind. */
export function thing(name: string, resourceVersion: string | number, more: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'a/v1',
    kind: 'Thing',
    metadata: { name, uid: `uid-${name}`, resourceVersion: `${resourceVersion}` },
    ...more,
  };
}

/** A list answer. */
export function list(
  items: readonly KubeObject[],
  resourceVersion: string | number,
  token?: string,
): { readonly body: unknown } {
  const metadata = { resourceVersion: `${resourceVersion}`, ...(token !== undefined && { continue: token }) };
  return { body: { apiVersion: 'a/v1', kind: 'ThingList', metadata, items } };
}

/** A bookmark event, by default the one that closes the initial events. */
export function bookmark(resourceVersion: string | number, initialEventsEnd = true): readonly [string, unknown] {
  const annotations = initialEventsEnd ? { 'k8s.io/initial-events-end': 'true' } : {};
  return ['BOOKMARK', { kind: 'Thing', metadata: { resourceVersion: `${resourceVersion}`, annotations } }];
}
