import { resourcePath, type KubeObject, type Resource } from '../../../src/kube/object.ts';
import type { Transport } from '../../../src/kube/transport/transport.ts';

/** Lists a collection and follows it until the signal: what a client needs at least to hear of every change. */
export async function follow(
  transport: Transport,
  resource: Resource,
  { signal, onObject }: { signal: AbortSignal; onObject: (object: KubeObject) => void },
): Promise<{ done: Promise<void> }> {
  const path = resourcePath(resource);
  const query = { limit: 1 };
  const { body } = await transport.request<{ metadata: { resourceVersion: string } }>({ method: 'GET', path, query });
  const { resourceVersion } = body.metadata;
  const lines = await transport.stream({ path, query: { watch: true, resourceVersion }, signal });
  const read = async (): Promise<void> => {
    try {
      for await (const line of lines) onObject((JSON.parse(line) as { object: KubeObject }).object);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  return { done: read() };
}
