import { describe, expect, test } from 'vitest';
import { readGauge } from '../../../../src/kube/requests/gauge.ts';
import { Transport } from '../../../../src/kube/transport/transport.ts';
import { httpDouble, type Answer } from '../../../support/http-double.ts';

/** From kube-apiserver 1.36.3 emulating 1.35, where most of a page is histograms such as the first lines. */
const PAGE = `# HELP apiserver_request_duration_seconds [STABLE] Response latency distribution in seconds.
# TYPE apiserver_request_duration_seconds histogram
apiserver_request_duration_seconds_bucket{component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="GET",version="v1",le="0.005"} 18
kubernetes_build_info{build_date="1970-01-01T00:00:00Z",compiler="gc",git_version="v1.36.3",major="1",minor="36",platform="linux/amd64"} 1
# HELP kubernetes_feature_enabled [BETA] This metric records the data about the stage and enablement of a k8s feature.
# TYPE kubernetes_feature_enabled gauge
kubernetes_feature_enabled{name="APIResponseCompression",stage="BETA"} 1
kubernetes_feature_enabled{name="APIServerTracing",stage=""} 1
kubernetes_feature_enabled{name="APIServingWithRoutine",stage="ALPHA"} 0
kubernetes_feature_enabled{name="WindowsHostNetwork",stage="DEPRECATED"} 0
# HELP pod_security_evaluations_total [ALPHA] Number of policy evaluations that occurred.
# TYPE pod_security_evaluations_total counter
pod_security_evaluations_total{decision="allow",mode="enforce",name="kubernetes_feature_enabled{"} 0
`;

const QUERY = { path: '/metrics', name: 'kubernetes_feature_enabled', label: 'name' };

async function read(answer: Answer, query = QUERY, signal = new AbortController().signal) {
  await using server = await httpDouble(answer);
  const transport = new Transport(server.kubeConfig, { userAgent: 'test/1' });
  try {
    const values = await readGauge(transport, query, signal);
    return { values: Object.fromEntries(values), seen: server.seen };
  } finally {
    await transport.close();
  }
}

function page(text: string): Answer {
  return (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
}

const refusal: Answer = (_request, response) => void response.writeHead(403).end('{}');

describe('a gauge on a page of metrics', () => {
  test('is read by one of its labels, out of everything else on the page', async () => {
    const { values, seen } = await read(page(PAGE));
    expect(values).toEqual({
      APIResponseCompression: 1,
      APIServerTracing: 1,
      APIServingWithRoutine: 0,
      WindowsHostNetwork: 0,
    });
    expect(seen).toMatchObject([{ method: 'GET', url: '/metrics' }]);
  });

  test('is read wherever the label stands, with any value, and with a timestamp after it', async () => {
    const text = 'up{job="a}b",name="x\\"y\\\\z"} 0.5 1700000000000\nup{othername="no",name="n,name=2"} -3\nup 7\n';
    const { values } = await read(page(text), { path: '/m', name: 'up', label: 'name' });
    expect(values).toEqual({ 'x"y\\z': 0.5, 'n,name=2': -3 });
  });

  test('is empty where the page has none, or is none', async () => {
    expect((await read(page('kubernetes_feature_enabled_total{name="A"} 1\n'))).values).toEqual({});
    expect((await read(page('<html>\n'))).values).toEqual({});
  });

  test('fails as any request does: refused, broken off, or given up', async () => {
    await expect(read(refusal)).rejects.toMatchObject({ name: 'ApiError', status: 403 });
    const broken: Answer = (_request, response, socket) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(PAGE, () => socket.destroy());
    };
    await expect(read(broken)).rejects.toMatchObject({ name: 'TransportError' });
    const hanging: Answer = (_request, response) => void response.writeHead(200).write(PAGE);
    await expect(read(hanging, QUERY, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
