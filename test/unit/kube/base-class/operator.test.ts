import k8sOperator, { type ResourceEvent } from '@dot-i/k8s-operator';
import { pino } from 'pino';
import { afterEach, describe, expect, vi, test } from 'vitest';
import { KubeOperator } from '../../../../src/kube/base-class/operator.ts';
import { thing } from '../../../support/fake-server.ts';
import { httpDouble, json, type Answer } from '../../../support/http-double.ts';

const quiet = pino({ enabled: false });

/** Opens up what upstream has for subclasses. */
class TestOperator extends KubeOperator {
  readonly events: string[] = [];
  failFor = '';
  inited = 0;

  protected override async init(): Promise<void> {
    this.inited++;
    await this.watchResource('a', 'v1', 'things', async (event) => this.handle(event));
  }

  async handle(event: ResourceEvent): Promise<void> {
    if (event.meta.name === this.failFor) throw new Error('bug in a handler');
    this.events.push(`${event.type} ${event.meta.id} ${event.meta.name}`);
    if (event.meta.name === 'writes') await this.setResourceStatus(event.meta, { ready: true });
    if (event.meta.name === 'patches') await this.patchResourceStatus(event.meta, { ready: true });
    if (event.meta.name === 'finalized') await this.handleResourceFinalizer(event, 'a/final', async () => undefined);
  }

  async registerCrd(): Promise<unknown> {
    return this.registerCustomResourceDefinition('crd.yaml');
  }
}

async function run(watch: readonly (readonly [string, unknown])[], ...others: Answer[]) {
  const stream: Answer = (request, response) => {
    if (!request.url.includes('watch=true')) return others.shift()?.(request, response, response.req.socket);
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const [type, object] of watch) response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const double = await httpDouble(stream);
  const operator = new TestOperator({
    kubeConfig: double.kubeConfig,
    logger: quiet,
    transport: { userAgent: 'tester/1' },
  });
  return {
    double,
    operator,
    async [Symbol.asyncDispose]() {
      await operator.close();
      await double[Symbol.asyncDispose]();
    },
  };
}

afterEach(() => vi.unstubAllEnvs());

describe('@dot-i/k8s-operator', () => {
  test('still has the members that the façade was written against, no more and no fewer', () => {
    expect(Object.getOwnPropertyNames(k8sOperator.default.prototype).toSorted()).toEqual([
      'applyAxiosKubeConfigAuth',
      'applyGaxiosKubeConfigAuth',
      'constructor',
      'errorToJson',
      'getCustomResourceApiUri',
      'handleResourceFinalizer',
      'patchResourceStatus',
      'registerCustomResourceDefinition',
      'resourceStatusRequest',
      'setResourceFinalizers',
      'setResourceStatus',
      'start',
      'stop',
      'watchResource',
    ]);
  });

  test('still makes the instance fields that the façade must not redeclare', async () => {
    await using at = await run([]);
    expect(Object.keys(at.operator)).toEqual(
      expect.arrayContaining(['eventQueue', 'k8sApi', 'kubeConfig', 'logger', 'resourcePathBuilders', 'watchRequests']),
    );
  });

  test('has every method that does input or output replaced', () => {
    const own = Object.getOwnPropertyNames(KubeOperator.prototype);
    for (const name of [
      'getCustomResourceApiUri',
      'patchResourceStatus',
      'registerCustomResourceDefinition',
      'setResourceFinalizers',
      'setResourceStatus',
      'stop',
      'watchResource',
    ]) {
      expect(own).toContain(name);
    }
  });
});

describe('an operator', () => {
  test('is one of upstream, calls init on start and keeps the kubeconfig it was given', async () => {
    vi.stubEnv('KUBECONFIG', '/nonexistent/kubeconfig');
    await using at = await run([]);
    expect(at.operator).toBeInstanceOf(k8sOperator.default);
    await at.operator.start();
    expect(at.operator.inited).toBe(1);
    expect(at.operator['kubeConfig']).toBe(at.double.kubeConfig);
  });

  test("delivers upstream's events, one after the other", async () => {
    const things = [thing('a', 1), thing('b', 2)] as const;
    await using at = await run([
      ['ADDED', things[0]],
      ['ADDED', things[1]],
      ['BOOKMARK', { metadata: { resourceVersion: '5', annotations: { 'k8s.io/initial-events-end': 'true' } } }],
      ['MODIFIED', thing('a', 6)],
      ['DELETED', thing('b', 7)],
    ]);
    await at.operator.start();
    await expect.poll(() => at.operator.events).toHaveLength(4);
    expect(at.operator.events).toEqual([
      'ADDED things.a/v1 a',
      'ADDED things.a/v1 b',
      'MODIFIED things.a/v1 a',
      'DELETED things.a/v1 b',
    ]);
  });

  test('survives a handler that throws', async () => {
    await using at = await run([
      ['ADDED', thing('bad', 1)],
      ['ADDED', thing('good', 2)],
    ]);
    at.operator.failFor = 'bad';
    await at.operator.start();
    await expect.poll(() => at.operator.events).toEqual(['ADDED things.a/v1 good']);
  });

  test('starts where no server answers', async () => {
    await using at = await run([]);
    await at.double[Symbol.asyncDispose]();
    await at.operator.start();
    expect(at.operator.inited).toBe(1);
  });

  test.each([
    { name: 'writes', method: 'PUT', url: '/apis/a/v1/things/writes/status', body: { status: { ready: true } } },
    { name: 'patches', method: 'PATCH', url: '/apis/a/v1/things/patches/status', body: { status: { ready: true } } },
    {
      name: 'finalized',
      method: 'PATCH',
      url: '/apis/a/v1/things/finalized',
      body: { metadata: { finalizers: ['a/final'] } },
    },
  ])("sends upstream's writes through our transport: $method $url", async ({ name, method, url, body }) => {
    await using at = await run([['ADDED', thing(name, 1)]], json(200, thing(name, 2)));
    await at.operator.start();
    await expect.poll(() => at.double.seen).toHaveLength(2);
    expect(at.double.seen[1]).toMatchObject({ method, url });
    expect(JSON.parse(at.double.seen[1]?.body ?? '')).toMatchObject(body);
  });

  test('installs no CRD', async () => {
    await using at = await run([]);
    await expect(at.operator.registerCrd()).rejects.toThrow('kubectl apply -f crd.yaml');
  });

  test('stops for good, and leaves the process alone', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => expect.fail('process.exit was called'));
    await using at = await run([['ADDED', thing('a', 1)]]);
    await at.operator.start();
    await expect.poll(() => at.operator.events).toHaveLength(1);
    at.operator.stop();
    await at.operator.close();
    expect(at.double.seen).toHaveLength(1);
    expect(exit).not.toHaveBeenCalled();
    exit.mockRestore();
  });
});
