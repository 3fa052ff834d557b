import { configAct } from './configs.ts';
import { declare, install } from './installation.ts';
import type { Cast } from './gates.ts';
import type { Operator } from './operator.ts';
import { Overrides } from './overrides.ts';
import { KEPT_NAME } from './own-cluster.ts';
import { pluginAct } from './plugins.ts';
import { secondServerAct } from './second-server.ts';
import { NAMESPACE, type Stage } from './stage.ts';

/** What the hints at the end are about. */
export interface Stars {
  readonly cast: Cast;
  readonly operator: Operator;
}

/** The whole show on a cluster that is up, beginning with its operator; whoever calls stops that one, whatever comes of the show. */
export async function show(stage: Stage, begin: () => Promise<Operator>): Promise<Stars> {
  await install(stage);
  const operator = await begin();
  const cast = await declare(stage);
  const overrides = new Overrides(stage, cast, operator.url);
  try {
    await overrides.accepted();
    await overrides.rejected();
    await overrides.misspelled();
    await overrides.takenBack();
  } finally {
    overrides.stop();
  }
  await pluginAct(stage, operator.url);
  await configAct(stage);
  await secondServerAct(stage);
  return { cast, operator };
}

/** What was measured, in the order in which it was. */
export function printTimes({ screen, times }: Stage, beganAt: number): void {
  screen.title('How long it took, measured just now on this machine');
  screen.rows([...times, ['the show so far', `${((performance.now() - beganAt) / 1000).toFixed(1)} s`]]);
  screen.note(
    "'seen' is by a kubectl watch beside the show. A FeatureSet's status is written once a second at most; every change above came later than that.",
  );
}

const OFFLINE = `npm run -s stagegate -- evaluate -o table --release kubernetes=1.35 \\
  -f config/catalogs/kubernetes -f hack/demo/featureset.yaml`;

/** Commands that work as they are printed, in what is left after the show: the demo's own API server, a borrowed one, or nothing. */
export function printHints(
  { screen, cluster }: Stage,
  { cast, operator }: Stars,
  place: 'Own' | 'Borrowed' | 'Gone',
): void {
  screen.title(place === 'Gone' ? 'Try next' : 'Try next, in another terminal, from the root of this checkout');
  if (place === 'Gone') {
    screen.hint('npm run demo -- --keep', 'the same, and it stays until Ctrl-C so that you can try things');
    screen.hint('npm run demo -- --context NAME', 'on a cluster of yours; what it created there it deletes again');
    screen.hint(OFFLINE, 'the same evaluation for another release, without a cluster');
    return;
  }
  const kubectl = cluster.kubectl.words.join(' ');
  if (place === 'Own') {
    screen.hint(`eval "$(npm run -s control-plane -- start --name ${KEPT_NAME})"`, 'points kubectl at this API server');
  }
  screen.hint(`${kubectl} get fgate -o wide`, 'every gate and where its life stands');
  screen.hint(`${kubectl} explain fset.spec.overrides`, 'what an override may say');
  if (cast.dependant !== undefined) {
    const patch = `spec: {overrides: [{gate: ${cast.dependant}, state: Enabled}]}`;
    screen.hint(
      `${kubectl} patch fset kubernetes -n ${NAMESPACE} --type merge \\\n  -p '${patch}'`,
      'a gate that needs another one, which is off',
    );
  }
  screen.hint(`${kubectl} describe fset kubernetes -n ${NAMESPACE}`, 'what became of it');
  screen.hint(`curl -s ${operator.url}/metrics`, 'what Prometheus reads');
  screen.hint(OFFLINE, 'the same evaluation for another release, without a cluster');
}
