import type { Cluster } from '../../integration/cluster/cluster.ts';
import { configMap, source } from '../../integration/cluster/config-maps.ts';
import { featureSet, NAMESPACE } from '../../integration/cluster/declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';
import { grant, PUBLISHER, READER } from '../../integration/cluster/rights.ts';
import { AuditTail } from '../clients/audit-tail.ts';
import type { Edit } from '../clients/edits.ts';
import { putIntoEtcd, stored } from '../objects/etcd.ts';
import { catalogOf, withReason } from '../objects/fleet.ts';
import { judged } from '../result.ts';
import { editLegs } from './edit-legs.ts';
import { withCluster, withOperator, type Scenario, type Scene } from './scene.ts';

const COMPONENT = 'kubernetes';
const SETS = 200;
const EDITS = 30;
const WARM_UP = 15;

/** FeatureSets with everything around them that there can be, on a server that behaves as the release before its own. */
export const publishing: Scenario = async (scene) =>
  withCluster(
    async (cluster) => {
      await Promise.all([grant(cluster, PUBLISHER), grant(cluster, READER)]);
      const sets = Array.from({ length: SETS }, (_, n) => setOf(n)).map(stored);
      await cluster.create(sets.map(({ metadata: { name } }) => sourceOf(name)));
      await putIntoEtcd(cluster.plane.name, [...catalogOf(COMPONENT).map(stored), ...sets]);
      await publishAll(scene, cluster);
      scene.say('answers edits');
      const edits = (leg: string): Edit[] =>
        Array.from({ length: EDITS + WARM_UP }, (_, n) => {
          const target = sets[(n * 37) % SETS] ?? setOf(n);
          return { target, patch: withReason(target, `edit ${n} of ${leg}`) };
        });
      const audit = new AuditTail(cluster.plane.auditLog);
      const { operator, bare } = await editLegs(scene, cluster, { kind: 'FeatureSet', edits, warmUp: WARM_UP });
      // A bare client answers with one write; the operator writes ConfigMaps too.
      const statuses = audit.written('featuresets').length;
      const configs = audit.entries.filter(({ objectRef }) => objectRef?.resource === 'configmaps').length;
      const bareCpu = bare.cpuMsEach.map((one) => one * (1 + configs / (statuses / 2)));
      return {
        publishingWork: judged('publishingWork', operator.cpuMsEach, bareCpu),
        publishingEditedP50: judged('publishingEditedP50', operator.p50, bare.p50),
      };
    },
    { emulatedVersion: '1.35' },
  );

function setOf(n: number): Manifest {
  const name = `all-${n}`;
  const set = featureSet(
    COMPONENT,
    '1.35',
    { CBORServingAndStorage: 'Enabled' },
    {
      releaseFrom: 'APIServer',
      observe: { from: 'APIServerMetrics' },
      targetRelease: '1.36',
      sources: [source(`${name}-flags`)],
      publish: { configMap: `${name}-gates`, formats: ['FlagString'] },
    },
  );
  const { release: _, ...spec } = set['spec'] as { release: string };
  return { ...set, metadata: { name, namespace: NAMESPACE }, spec };
}

function sourceOf(name: string): Manifest {
  return configMap(NAMESPACE, `${name}-flags`, { HPAScaleToZero: 'true' });
}

/** Waits until the operator has answered and published all. */
async function publishAll(scene: Scene, cluster: Cluster): Promise<void> {
  scene.say('publishes 200 ConfigMaps');
  await withOperator(scene, cluster, '200 FeatureSets that publish', async (operator) => {
    await operator.rest();
    const { items } = await cluster.get<{ items: object[] }>(`/api/v1/namespaces/${NAMESPACE}/configmaps`);
    if (items.length < 2 * SETS) throw new Error(`only ${items.length - SETS} of ${SETS} FeatureSets have published`);
  });
}
