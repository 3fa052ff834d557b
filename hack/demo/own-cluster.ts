import path from 'node:path';
import { startControlPlane } from '../control-plane/control-plane.ts';
import type { Progress } from '../control-plane/progress.ts';
import type { Cluster } from './cluster.ts';
import { Kubectl } from './kubectl.ts';

/** The name under which a demo that stays can be found: `npm run -s control-plane -- start --name demo` prints its variables. */
export const KEPT_NAME = 'demo';

/** Starts an API server on this machine, which dies with this process however that ends. */
export async function ownCluster({ keep, progress }: { keep: boolean; progress: Progress }): Promise<Cluster> {
  const plane = await startControlPlane({ progress, ...(keep && { name: KEPT_NAME }) });
  const { admin, operator } = plane.kubeconfig;
  const env = { KUBECONFIG: admin, KUBECACHEDIR: path.join(path.dirname(admin), 'kubectl-cache') };
  return {
    kubectl: new Kubectl(path.join(plane.binDir, 'kubectl'), { env }),
    url: plane.url,
    operatorKubeconfig: () => Promise.resolve(operator),
    created: () => undefined, // all of it goes with the server
    async secondServer(release, featureGates) {
      // The text itself, not what is understood of it.
      const apiServerFlags = [`--feature-gates=${featureGates}`];
      const second = await startControlPlane({ progress, emulatedVersion: release, apiServerFlags });
      return {
        url: second.url,
        metrics: async () => (await second.kubectl(['get', '--raw', '/metrics'])).stdout,
        stop: () => second.stop(),
      };
    },
    async close() {
      await plane.stop();
      return 'The API server is stopped; nothing is left of it.';
    },
  };
}
