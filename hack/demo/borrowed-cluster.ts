import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KINDS } from '../../src/api/kinds.ts';
import { API_VERSION, GROUP } from '../../src/api/schema.ts';
import { findBinaries } from '../control-plane/binaries.ts';
import type { Progress } from '../control-plane/progress.ts';
import { run } from '../control-plane/run.ts';
import { counted, type Cluster } from './cluster.ts';
import { Kubectl } from './kubectl.ts';
import { NAMESPACE } from './stage.ts';

const OPERATOR_NAMESPACE = 'stagegate-system';
const CRD = 'customresourcedefinition.apiextensions.k8s.io/';

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
  const created: Created[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'stagegate-demo-'));
  return {
    kubectl,
    url: clusters[0]?.cluster.server ?? '',
    created: (names, namespace) => void created.push(...names.map((name) => ({ name, namespace }))),
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

/** Deletes what was created: custom objects first, unless they go with their CRD, since without it kubectl does not know them. */
async function remove(kubectl: Kubectl, created: readonly Created[]): Promise<string> {
  const crds = created.map(({ name }) => name).filter((name) => name.startsWith(CRD));
  const custom = created.filter(({ name }) => name.includes(`.${GROUP}/`));
  const others = created.filter((one) => !crds.includes(one.name) && !custom.includes(one));
  const lasting = custom.map(objectOf).filter(({ crd }) => !crds.includes(crd));
  const problems: string[] = [];
  const attempt = async (args: readonly string[], stdin?: string): Promise<void> => {
    const { code, stderr } = await kubectl.run(['delete', '--ignore-not-found', ...args], stdin);
    if (code !== 0) problems.push(stderr.trim());
  };
  // As objects: of names on its command line kubectl deletes five in a second.
  if (lasting.length > 0) await attempt(['--wait=false', '-f', '-'], listOf(lasting.map(({ object }) => object)));
  if (crds.length > 0) await attempt(['--timeout=60s', ...crds]);
  const events = await eventsAbout(
    kubectl,
    custom.map(objectOf).map(({ object }) => object),
  );
  if (events.length > 0) await attempt(['-f', '-'], listOf(events));
  for (const [namespace, names] of namesByNamespace(others)) await attempt(['--wait=false', '-n', namespace, ...names]);
  if (problems.length > 0) throw new Error(`not everything could be deleted: ${problems.join('; ')}`);
  return `${counted(created.length, 'object')} that the demo created ${created.length === 1 ? 'is' : 'are'} deleted.`;
}

/** What the demo created, as kubectl names it, and the namespace if another than files say. */
interface Created {
  readonly name: string;
  readonly namespace: string | undefined;
}

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** kubectl takes one namespace at a time; what is in none does not mind. */
function namesByNamespace(created: readonly Created[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, namespace = OPERATOR_NAMESPACE } of created) {
    names.set(namespace, [...(names.get(namespace) ?? []), name]);
  }
  return names;
}

/** The object behind `featuregate.stagegate.dev/kubernetes.x`, as far as it takes to delete it, and the name of its CRD. */
function objectOf(created: Created): { object: Named; crd: string } {
  const [type, name = ''] = created.name.split('/');
  const kind = Object.values(KINDS).find(({ singular }) => type === `${singular}.${GROUP}`);
  if (!kind) throw new Error(`${created.name} is of no kind that the demo creates`);
  const metadata = kind.scope === 'Namespaced' ? { name, namespace: created.namespace ?? NAMESPACE } : { name };
  return { object: { apiVersion: API_VERSION, kind: kind.kind, metadata }, crd: `${CRD}${kind.plural}.${GROUP}` };
}

function listOf(items: readonly Named[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** Events about cluster-wide objects stand in `default` and would stay there for an hour. */
async function eventsAbout(kubectl: Kubectl, objects: readonly Named[]): Promise<Named[]> {
  const about = new Set(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const { items } = await kubectl.json<EventList>(['get', 'events.events.k8s.io', '-n', 'default']);
  return items
    .filter(({ reportingController }) => reportingController === `${GROUP}/controller`)
    .filter(({ regarding }) => about.has(`${regarding?.kind}/${regarding?.name}`))
    .map(({ metadata: { name } }) => {
      return { apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: { name, namespace: 'default' } };
    });
}
