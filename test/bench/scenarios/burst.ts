import { featureSet, NAMESPACE, policy } from '../../integration/cluster/declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';
import { statusWrites, writesByName } from '../../integration/cluster/audit.ts';
import { AuditTail } from '../clients/audit-tail.ts';
import { putIntoEtcd, stored } from '../objects/etcd.ts';
import { catalogOf } from '../objects/fleet.ts';
import { judged } from '../result.ts';
import { withCluster, withOperator, type Scenario } from './scene.ts';

const COMPONENT = 'burst';
const GATES = 1000;
const LEVELS = ['Alpha', 'Beta', 'Stable', 'Dev'];
const OVERRIDES = 512;
const LONGEST_PROSE = 1024;

/** A thousand gates that are created at once while the operator runs. */
export const burst: Scenario = async (scene) =>
  withCluster(async (cluster) => {
    const gates = Array.from({ length: GATES }, (_, n) =>
      gate(COMPONENT, `Gate${n}`, [`1.0 ${LEVELS[n % LEVELS.length]}`]),
    );
    await putIntoEtcd(cluster.plane.name, [policy(COMPONENT), featureSet(COMPONENT, '1.0')].map(stored));
    const audit = new AuditTail(cluster.plane.auditLog);
    await withOperator(scene, cluster, 'a burst of 1,000 gates', async (operator) => {
      await operator.rest();
      await cluster.create(gates);
      await audit.until('featuregates', GATES, 120);
      await operator.rest();
    });
    const writes = statusWrites(audit.read());
    const ofGates = writes.filter(({ objectRef }) => objectRef?.resource === 'featuregates');
    const beyond = [...writesByName(ofGates).values()].reduce((sum, count) => sum + count - 1, 0);
    const conflicts = writes.filter(({ responseStatus }) => responseStatus?.code === 409).length;
    return { burstWrites: judged('burstWrites', [beyond]), burstConflicts: judged('burstConflicts', [conflicts]) };
  });

/** One FeatureSet of more than a megabyte: what is read and written at once is as long as that. */
export const largeObject: Scenario = async (scene) =>
  withCluster(async (cluster) => {
    const large = largeFeatureSet();
    await putIntoEtcd(cluster.plane.name, [...catalogOf(COMPONENT), large].map(stored));
    const where = { where: 'a FeatureSet of a megabyte', largeObject: true } as const;
    await withOperator(scene, cluster, where, async (operator) => {
      await operator.rest();
      await cluster.patch(large, { metadata: { labels: { edited: 'yes' } }, spec: { minimumLevel: 'Alpha' } });
      await operator.rest();
    });
    return {};
  });

function largeFeatureSet(): Manifest {
  const overrides = Array.from({ length: OVERRIDES }, (_, n) => ({
    gate: `Unknown${n}`,
    state: 'Enabled',
    reason: 'r'.repeat(LONGEST_PROSE),
    ticket: 't'.repeat(LONGEST_PROSE),
  }));
  const set = featureSet(COMPONENT, '1.36', {}, { overrides });
  return { ...set, metadata: { name: 'large', namespace: NAMESPACE } };
}
