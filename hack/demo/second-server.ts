import { showFlags, SECOND_NAMESPACE } from './configs.ts';
import { featureSetOf } from './feature-set.ts';
import { seriesOf } from './metrics.ts';
import { timed, type Stage } from './stage.ts';
import { Interrupted } from './until.ts';

const SWITCHES = ['AllAlpha', 'AllBeta'];

/** The loop closes: a component that is started with the published flags has exactly the gates that the FeatureSet says. Throws where it has not. */
export async function secondServerAct(stage: Stage): Promise<void> {
  const { screen, cluster } = stage;
  screen.heading('The loop closes: a second kube-apiserver, started with what is published');
  if (cluster.secondServer === undefined) {
    screen.say('Not on a cluster of yours: without --context the demo starts one, and compares all of its gates.');
    return;
  }
  const { status } = await featureSetOf(stage, SECOND_NAMESPACE);
  if (status === undefined) throw new Error(`${SECOND_NAMESPACE}/kubernetes has no status any more`);
  const { release, enabled, disabled } = status;
  const flags = await showFlags(stage, SECOND_NAMESPACE);
  const startFlags = ['--emulated-version', release, '--feature-gates', flags];
  screen.command(['npm', 'run', '-s', 'control-plane', '--', 'start', ...startFlags]);
  const [server, ms] = await timed(cluster.secondServer(release, flags));
  try {
    if (stage.signal.aborted) throw new Interrupted();
    screen.done(`kube-apiserver ${release} at ${server.url}`, ms);
    stage.measured('second API server ready', ms);
    const reported = new Map(
      seriesOf(await server.metrics(), 'kubernetes_feature_enabled')
        .map(({ labels, value }) => [labels['name'] ?? '', value === 1] as const)
        .filter(([gate]) => !SWITCHES.includes(gate)),
    );
    const declared = new Map([
      ...enabled.map((gate) => [gate, true] as const),
      ...disabled.map((gate) => [gate, false] as const),
    ]);
    const gates = new Set([...reported.keys(), ...declared.keys()]);
    const differing = [...gates].filter((gate) => reported.get(gate) !== declared.get(gate));
    const equal = gates.size - differing.length;
    const result = `it reports the same value as the status of ${SECOND_NAMESPACE}/kubernetes for ${equal} of ${gates.size} gates`;
    if (differing.length > 0) throw new Error(`${result}, not for ${differing.join(', ')}`);
    screen.done(result);
  } finally {
    await server.stop();
  }
}
