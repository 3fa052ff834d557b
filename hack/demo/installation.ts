import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KIND_NAMES, KINDS } from '../../src/api/kinds.ts';
import { GROUP } from '../../src/api/schema.ts';
import { counted, type Creation } from './cluster.ts';
import { castOf, countByLevel, type Cast, type Gate } from './gates.ts';
import { seriesOf } from './metrics.ts';
import { startOperator as start, type Operator } from './operator.ts';
import { NAMESPACE, timed, type Stage } from './stage.ts';
import { until } from './until.ts';

const root = path.resolve(import.meta.dirname, '../..');
const FEATURE_SET = 'hack/demo/featureset.yaml';
const DEPRECATED = '{.status.conditions[?(@.type=="Deprecated")].message}';

/** CRDs and RBAC. The operator is no Deployment here: it runs as a process of this machine. */
export async function install(stage: Stage): Promise<void> {
  const { screen, cluster } = stage;
  screen.heading('The four kinds, and the rights of the operator');
  // First of all: it also keeps two demos apart.
  if ((await stage.create('namespace', NAMESPACE)).existing > 0) {
    throw new Error(
      `namespace '${NAMESPACE}' is there already: another demo runs, or one was killed; if none runs, try again after\n` +
        `   ${[...cluster.kubectl.words, 'delete', 'namespace', NAMESPACE].join(' ')}`,
    );
  }
  const began = performance.now();
  const creation = await stage.create('-k', 'config/generic');
  const crds = KIND_NAMES.map((kind) => `crd/${KINDS[kind].plural}.${GROUP}`);
  await cluster.kubectl.output(['wait', '--for=condition=Established', '--timeout=60s', ...crds]);
  const kinds = KIND_NAMES.map((kind) => `${KINDS[kind].plural}.${GROUP}`).join(',');
  // Established is said before the server has made room for the objects.
  await until('the four kinds to be served', stage.patience(30), async () => {
    return (await cluster.kubectl.output(['get', kinds, '-A', '-o', 'name'])) + ' ';
  });
  screen.done(`${told(creation)}; served: ${KIND_NAMES.join(', ')}`, performance.now() - began);
}

/** Starts the operator with its own rights: the same program as `npm start`. */
export async function startOperator(stage: Stage, onLine: (line: string) => void): Promise<Operator> {
  const { screen, cluster, signal } = stage;
  const args = ['--kubeconfig', await cluster.operatorKubeconfig(), '--listen', '127.0.0.1:0'];
  screen.command(['npm', 'start', '--', ...args]);
  const [operator, ms] = await timed(start({ args, signal, onLine }));
  screen.done('ready, with the rights of serviceaccount stagegate-system/stagegate', ms);
  stage.measured('operator started and ready', ms);
  return operator;
}

/** The catalog and one FeatureSet; answers the gates that the rest of the show is about. */
export async function declare(stage: Stage): Promise<Cast> {
  const { screen } = stage;
  screen.heading("Kubernetes' own feature gates as objects");
  const [catalog, ms] = await timed(stage.create('-f', 'config/catalogs/kubernetes'));
  screen.done(told(catalog), ms);
  stage.measured(`kubectl created ${counted(catalog.created.length, 'object')}`, ms);
  screen.command(['cat', FEATURE_SET]);
  screen.output(readFileSync(path.join(root, FEATURE_SET), 'utf8'));
  await stage.create('-f', FEATURE_SET);
  const [{ gates, set }, settling] = await timed(settled(stage));
  screen.done(`${gates.length} gates have their status at ${set.release}: ${countByLevel(gates)}`, settling);
  stage.measured('… and every status was there', settling, 'after the FeatureSet was created');

  const cast = castOf(gates);
  await stage.kubectl('get', 'fset', '-n', NAMESPACE);
  const shown = [cast.flipped, cast.beta, cast.locked, cast.deprecated].filter((gate) => gate !== undefined);
  await stage.kubectl('get', 'fgate', ...shown.map(({ metadata }) => metadata.name));
  if (cast.deprecated) {
    await stage.kubectl('get', 'fgate', cast.deprecated.metadata.name, '-o', `jsonpath=${DEPRECATED}`);
  }
  await compareWithServer(stage, new Set(set.enabled), gates);
  return cast;
}

interface Settled {
  readonly gates: readonly Gate[];
  readonly set: { readonly release: string } & Readonly<
    Record<'enabled' | 'disabled' | 'discovery', readonly string[]>
  >;
}

/** Gates at these levels are in no list of a FeatureSet. */
const ABSENT = ['NotYetAvailable', 'Removed'];

/** Waits until every gate has a status that speaks of the FeatureSet's release, and the FeatureSet one that speaks of every gate. */
function settled(stage: Stage): Promise<Settled> {
  const { kubectl } = stage.cluster;
  return until('every gate to have its status', stage.patience(60), async () => {
    const { status: set } = await kubectl.json<{ status?: Settled['set'] }>([
      'get',
      'fset',
      'kubernetes',
      '-n',
      NAMESPACE,
    ]);
    if (set === undefined) throw new Error('the FeatureSet has no status yet');
    const fields = ['--field-selector', 'spec.component=kubernetes'];
    const { items } = await kubectl.json<{ items: Gate[] }>(['get', 'fgate', ...fields]);
    const listed = new Set([...set.enabled, ...set.disabled, ...set.discovery]);
    const isSettled = ({ spec, status }: Gate): boolean => {
      const row = status?.releases.find(({ release }) => release === set.release);
      return row !== undefined && (listed.has(spec.gate) || ABSENT.includes(row.level));
    };
    const missing = items.filter((gate) => !isSettled(gate)).length;
    if (missing > 0) throw new Error(`${missing} of ${items.length} gates are not judged at ${set.release} yet`);
    return { gates: items, set };
  });
}

/** The proof of the pudding: the values of the API server itself, from its own metrics. */
async function compareWithServer(stage: Stage, enabled: ReadonlySet<string>, gates: readonly Gate[]): Promise<void> {
  const { screen, cluster } = stage;
  const { code, stdout } = await cluster.kubectl.run(['get', '--raw', '/metrics']);
  const reported = code === 0 ? seriesOf(stdout, 'kubernetes_feature_enabled') : [];
  const known = new Set(gates.map(({ spec }) => spec.gate));
  const common = reported.filter(({ labels }) => known.has(labels['name'] ?? ''));
  if (common.length === 0) {
    screen.say('The API server does not say which of its gates are on, so there is nothing to compare with.');
    return;
  }
  const differing = common.filter(({ labels, value }) => enabled.has(labels['name'] ?? '') !== (value === 1));
  screen.gap();
  screen.done(
    `kube-apiserver itself reports the same value for ${common.length - differing.length} of ${common.length} gates`,
  );
  for (const { labels, value } of differing.slice(0, 8)) {
    screen.say(
      `  ${labels['name']} is ${value === 1 ? 'on' : 'off'} there: its command line says so, no FeatureSet does yet`,
    );
  }
}

function told({ created, existing }: Creation): string {
  return `${counted(created.length, 'object')} created${existing > 0 ? `; ${existing} that were there stay as they are` : ''}`;
}
