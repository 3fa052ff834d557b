import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBinaries } from '../control-plane/binaries.ts';
import type { Progress } from '../control-plane/progress.ts';
import { run } from '../control-plane/run.ts';
import { type Cluster, counted } from './cluster.ts';
import { Kubectl } from './kubectl.ts';
import { NAMESPACE } from './stage.ts';

const OPERATOR_NAMESPACE = 'stagegate-system';
const CRD = 'customresourcedefinition.apiextensions.k8s.io/';
const GATE = 'featuregate.stagegate.dev/';

interface KubeconfigView {
  clusters: { cluster: { server: string } }[];
}

interface EventList {
  items: { metadata: { name: string }; reportingController?: string; regarding?: { kind: string; name: string } }[];
}

/** A cluster of the user's: nothing is started, and nothing is deleted that the demo did not create. Rejects for an unknown context. */
export async function borrowedCluster(context: string, progress: Progress): Promise<Cluster> {
  const kubectl = new Kubectl(await findKubectl(progress), { context });
  const view = ['config', 'view', '--raw', '--minify', '--flatten'];
  const { clusters } = await kubectl.json<KubeconfigView>(view).catch(async () => {
    const known = await kubectl.run(['config', 'get-contexts', '-o', 'name']);
    const names = known.stdout.trim().split('\n').filter(Boolean).join(', ');
    throw new Error(`your kubeconfig has no context '${context}'; it has: ${names === '' ? 'none' : names}`);
  });
  await refuseSecondOperator(kubectl, context);
  const created: string[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'stagegate-demo-'));
  return {
    kubectl,
    url: clusters[0]?.cluster.server ?? '',
    created: (names) => void created.push(...names),
    async operatorKubeconfig() {
      const token = (
        await kubectl.output(['create', 'token', 'stagegate', '-n', OPERATOR_NAMESPACE, '--duration', '1h'])
      ).trim();
      const file = path.join(folder, 'operator.kubeconfig');
      writeFileSync(file, kubeconfigWith(clusters[0]?.cluster, token), { mode: 0o600 });
      return file;
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
      return remove(kubectl, created);
    },
  };
}

async function findKubectl(progress: Progress): Promise<string> {
  const onPath = await run('kubectl', ['version', '--client']).catch(() => undefined);
  if (onPath?.code === 0) return 'kubectl';
  progress('there is no kubectl on PATH; taking the one that the local control plane uses');
  return (await findBinaries(['kubectl'], progress)).kubectl;
}

/** Two operators would write the same statuses in turn: there is no leader election yet. */
async function refuseSecondOperator(kubectl: Kubectl, context: string): Promise<void> {
  const found = await kubectl.run([
    ...['get', 'deployments.apps', 'stagegate', '-n', OPERATOR_NAMESPACE, '--ignore-not-found', '-o', 'name'],
  ]);
  if (found.stdout.trim() === '') return; // also where the server knows no Deployments
  throw new Error(
    `context '${context}' runs a Stagegate operator already (deployment ${OPERATOR_NAMESPACE}/stagegate), and the demo brings its own; ` +
      'choose a cluster without one, or run npm run demo without --context',
  );
}

function kubeconfigWith(cluster: object | undefined, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'operator',
    clusters: [{ name: 'demo', cluster }],
    users: [{ name: 'operator', user: { token } }],
    contexts: [{ name: 'operator', context: { cluster: 'demo', user: 'operator' } }],
  });
}

/** Deletes what was created, newest first; custom objects go before the CRDs without which kubectl does not know them. */
async function remove(kubectl: Kubectl, created: readonly string[]): Promise<string> {
  const isCrd = (name: string): boolean => name.startsWith(CRD);
  const crds = created.filter(isCrd);
  const gates = created.filter((name) => name.startsWith(GATE)).map((name) => name.slice(GATE.length));
  const custom = created.filter((name) => name.includes('.stagegate.dev/'));
  const others = created.filter((name) => !isCrd(name) && !custom.includes(name)).toReversed();
  const problems: string[] = [];
  const attempt = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await kubectl.run(args);
    if (code !== 0) problems.push(stderr.trim());
  };
  // Only the operator's service account is in a namespace; to all others -n means nothing.
  const deleting = ['delete', '--ignore-not-found', '-n', OPERATOR_NAMESPACE];
  const sets = custom.filter((name) => name.startsWith('featureset.'));
  const clusterWide = custom.filter((name) => !sets.includes(name));
  if (sets.length > 0) await attempt('delete', '--ignore-not-found', '-n', NAMESPACE, ...sets);
  if (clusterWide.length > 0) await attempt(...deleting, ...clusterWide);
  if (crds.length > 0) await attempt(...deleting, '--timeout=60s', ...crds);
  await removeEvents(kubectl, new Set(gates)).catch((error: unknown) => problems.push(String(error)));
  if (others.length > 0) await attempt(...deleting, '--wait=false', ...others);
  if (problems.length > 0) throw new Error(`not everything could be deleted: ${problems.join('; ')}`);
  return `${counted(created.length, 'object')} that the demo created ${created.length === 1 ? 'is' : 'are'} deleted.`;
}

/** Events about cluster-wide objects stand in `default` and would stay there for an hour. */
async function removeEvents(kubectl: Kubectl, gates: ReadonlySet<string>): Promise<void> {
  const { items } = await kubectl.json<EventList>(['get', 'events.events.k8s.io', '-n', 'default']);
  const names = items
    .filter(({ reportingController }) => reportingController === 'stagegate.dev/controller')
    .filter(({ regarding }) => regarding?.kind === 'FeatureGate' && gates.has(regarding.name))
    .map(({ metadata }) => `event.events.k8s.io/${metadata.name}`);
  if (names.length > 0) await kubectl.output(['delete', '--ignore-not-found', '-n', 'default', ...names]);
}
