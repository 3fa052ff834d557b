import { readFileSync } from 'node:fs';
import path from 'node:path';
import { featureSetOf, publication } from './feature-set.ts';
import { NAMESPACE, timed, type Stage } from './stage.ts';
import { until } from './until.ts';

const root = path.resolve(import.meta.dirname, '../..');
const SECOND = 'hack/demo/second.yaml';
/** Where the second FeatureSet of Kubernetes stands. */
export const SECOND_NAMESPACE = 'stagegate-demo-second';
/** Where both publish. */
const PUBLISHED = 'api-server-flags';
const SOURCE = ['configmap', 'team-flags', '-n', SECOND_NAMESPACE] as const;
/** On a cluster of the user's, gates of the user's own may hold it back; then it says which. */
const NOTHING_YET = ['NotPermitted', 'HeldBack'];
const FSET = ['fset', 'kubernetes', '-n', SECOND_NAMESPACE] as const;
const FINDING = "{.status.findings[*]['severity','reason','message']}";
const LAYERS = '{range .status.exceptions[*]}{.gate} {.state} {.layer}\n{end}';

/** What a condition says. */
function said(type: string): string {
  return `jsonpath={.status.conditions[?(@.type=="${type}")].message}`;
}

/** The third act: configs go in, an upgrade is seen before it happens, configs go out. */
export async function configAct(stage: Stage): Promise<void> {
  await sourceRead(stage);
  await upgradeForeseen(stage);
  await published(stage);
}

async function sourceRead(stage: Stage): Promise<void> {
  const { screen } = stage;
  screen.heading('Config in: flags that a team keeps in a ConfigMap');
  if ((await stage.create('namespace', SECOND_NAMESPACE)).existing > 0) {
    throw new Error(`namespace '${SECOND_NAMESPACE}' is there already; delete it, and start again`);
  }
  screen.command(['cat', SECOND]);
  screen.output(readFileSync(path.join(root, SECOND), 'utf8'));
  await stage.create('-n', SECOND_NAMESPACE, '-f', SECOND);
  const refusal = await until('a finding about the source', stage.patience(30), async () => {
    const { status } = await featureSetOf(stage, SECOND_NAMESPACE);
    return status?.findings.find(({ reason }) => reason === 'SourceNotAllowed')?.message;
  });
  await stage.kubectl('get', ...FSET, '-o', `jsonpath=${FINDING}`);
  screen.gap();
  screen.say('It reads ConfigMaps only where the owner of the namespace lets it, with the command it told:');
  await grant(stage, refusal);
  const [, ms] = await timed(
    until('the source to be read', stage.patience(30), async () => {
      const { status } = await featureSetOf(stage, SECOND_NAMESPACE);
      return status?.exceptions.find(({ layer }) => layer?.startsWith('configmap/team-flags'));
    }),
  );
  screen.done('read, without a restart', ms);
  await stage.kubectl('get', ...FSET, '-o', `jsonpath=${LAYERS}`);
}

async function upgradeForeseen(stage: Stage): Promise<void> {
  const { screen } = stage;
  screen.heading('The upgrade from 1.35 to 1.36, before it happens');
  await blockedBy(stage, 'ImageVolume', true);
  await stage.kubectl('get', ...FSET, '-o', said('Upgradeable'));
  const flags = "data: {feature-gates: 'CBORServingAndStorage=true,WatchList=false'}";
  await stage.kubectl('patch', ...SOURCE, '-p', flags);
  await blockedBy(stage, 'ImageVolume', false);
  await stage.kubectl('get', ...FSET, '-o', said('Upgradeable'));
}

/** Waits until a gate blocks the upgrade, or no longer does; on a cluster of the user's others may. */
async function blockedBy(stage: Stage, gate: string, wanted: boolean): Promise<void> {
  await until(`${gate} ${wanted ? '' : 'no longer '}to block the upgrade`, stage.patience(30), async () => {
    const { status } = await featureSetOf(stage, SECOND_NAMESPACE);
    const blocks = status?.upgrade?.blockers.some(({ subject }) => subject === gate);
    return blocks === wanted ? true : undefined;
  });
}

async function published(stage: Stage): Promise<void> {
  stage.screen.heading('Config out: both FeatureSets of Kubernetes publish what is effective');
  const publish = `spec: {publish:\n    {configMap: ${PUBLISHED}, formats: [FlagString], include: All}}`;
  await stage.kubectl('patch', 'fset', 'kubernetes', '-n', NAMESPACE, '--type', 'merge', '-p', publish);
  const granted: string[] = [];
  for (const namespace of [NAMESPACE, SECOND_NAMESPACE]) {
    const { reason, message } = await publication(stage, namespace, NOTHING_YET);
    await showPublication(stage, namespace);
    if (reason === 'HeldBack') continue;
    await grant(stage, message);
    stage.cluster.created([`configmap/${PUBLISHED}`], namespace);
    granted.push(namespace);
  }
  for (const namespace of granted) {
    await publication(stage, namespace, ['Published', 'HeldBack']);
    await showPublication(stage, namespace);
  }
}

function showPublication(stage: Stage, namespace: string): Promise<void> {
  return stage.kubectl('get', 'fset', 'kubernetes', '-n', namespace, '-o', said('Published'));
}

/** Shows what stands in the ConfigMap that the FeatureSet of a namespace publishes, and answers it. */
export async function showFlags(stage: Stage, namespace: string): Promise<string> {
  const args = ['get', 'configmap', PUBLISHED, '-n', namespace, '-o', 'jsonpath={.data.FlagString}'];
  await stage.kubectl(...args);
  return stage.cluster.kubectl.output(args);
}

/** Runs the command that a message tells, as the owner of the namespace would. */
async function grant(stage: Stage, message: string): Promise<void> {
  const [, words] = /kubectl create (rolebinding .+? --(?:serviceaccount|user)=[^\s`]+)/.exec(message) ?? [];
  if (words === undefined) throw new Error(`no command is told in: ${message}`);
  await stage.create(...words.split(' '));
}
