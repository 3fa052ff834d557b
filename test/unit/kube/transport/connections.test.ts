import { expect, test } from 'vitest';
import { Connections } from '../../../../src/kube/transport/connections.ts';
import type { Credentials } from '../../../../src/kube/transport/credentials.ts';
import { Transport } from '../../../../src/kube/transport/transport.ts';
import { httpDouble, json, kubeConfigFor } from '../../../support/http-double.ts';

const credentials = (tlsKey: string): Credentials => ({ headers: {}, tls: {}, tlsKey });

test('each lane has connections of its own, for as long as the TLS credentials are the same', async () => {
  const connections = new Connections(undefined, 1000);
  const request = connections.pool('request', credentials('a'));
  expect(connections.pool('request', credentials('a'))).toBe(request);
  expect(connections.pool('watch', credentials('a'))).not.toBe(request);
  expect(connections.pool('request', credentials('b'))).not.toBe(request);
  await connections.destroy();
});

test('rotated TLS credentials let what is under way end in peace', async () => {
  let finish: (() => void) | undefined;
  await using double = await httpDouble(
    (_request, response) => {
      response.write('begun ');
      finish = () => response.end('and ended');
    },
    json(200, {}),
  );
  const origin = double.kubeConfig.getCurrentCluster()?.server ?? '';
  const connections = new Connections(undefined, 1000);
  const old = await connections.pool('request', credentials('a')).request({ origin, path: '/', method: 'GET' });
  const young = await connections.pool('request', credentials('b')).request({ origin, path: '/', method: 'GET' });
  await young.body.dump();
  finish?.();
  expect(await old.body.text()).toBe('begun and ended');
  await connections.destroy();
});

test("requests go through the kubeconfig's proxy", async () => {
  await using proxy = await httpDouble(json(200, { proxied: true }));
  const kubeConfig = kubeConfigFor('http://api.invalid');
  kubeConfig.clusters = kubeConfig.clusters.map((cluster) => ({
    ...cluster,
    proxyUrl: proxy.kubeConfig.getCurrentCluster()?.server ?? '',
  }));
  const transport = new Transport(kubeConfig, { userAgent: 'tester/1' });
  expect((await transport.request({ method: 'GET', path: '/version' })).body).toEqual({ proxied: true });
  expect(proxy.seen[0]?.url).toBe('http://api.invalid/version');
  await transport.close();
});
