// A program that watches one resource and answers every new generation with a status write, and does nothing else: the least an operator
// can do. `bare-answerer.ts KUBECONFIG PLURAL`, as a child that says when it is ready.
import { GROUP, STORAGE_VERSION } from '../../../src/api/schema.ts';
import { resourcePath, type KubeObject } from '../../../src/kube/object.ts';
import { loadKubeConfig } from '../../../src/kube/transport/kube-config.ts';
import { Transport } from '../../../src/kube/transport/transport.ts';
import { follow } from './watch.ts';

const [path, plural = ''] = process.argv.slice(2);
const resource = { group: GROUP, version: STORAGE_VERSION, plural };
const transport = new Transport(loadKubeConfig({ path }), { userAgent: 'bare/1' });
const stopping = new AbortController();
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

await follow(transport, resource, { signal: stopping.signal, onObject: (object) => void answer(object) });
process.send?.('ready');

async function answer({ apiVersion, kind, metadata, ...rest }: KubeObject): Promise<void> {
  const { name, namespace, uid, resourceVersion, generation } = metadata;
  const status = rest['status'] as { observedGeneration?: number } | undefined;
  if (status?.observedGeneration === generation) return;
  await transport.request({
    method: 'PUT',
    path: resourcePath(resource, { name, namespace, subresource: 'status' }),
    body: {
      apiVersion,
      kind,
      metadata: { name, namespace, uid, resourceVersion },
      status: { ...status, observedGeneration: generation },
    },
  });
}
