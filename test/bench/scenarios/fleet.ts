import type { Cluster } from '../../integration/cluster/cluster.ts';
import { AuditTail } from '../clients/audit-tail.ts';
import type { Edit } from '../clients/edits.ts';
import { settled } from '../engine.ts';
import { growthAt } from '../growth.ts';
import { putIntoEtcd, stored, type StoredObject } from '../objects/etcd.ts';
import { catalogOf, fleet, flipping, withReason } from '../objects/fleet.ts';
import { judged } from '../result.ts';
import { editLegs, type Legs, type Sides } from './edit-legs.ts';
import { withCluster, withOperator, type Scenario, type Scene } from './scene.ts';

const COMPONENT = 'fleet';
const SCRAPES = 5;
const EDITS = 60;
const WARM_UP = 25;
/** A status of one FeatureSet is written once a second at most: so many of them are edited in turn that none is edited sooner. */
const LONE_SETS = 24;

/** What one edit costs where a component has one FeatureSet, and where it has a hundred. */
export const smallFleets: Scenario = async (scene) => {
  const lone = Array.from({ length: LONE_SETS }, (_, n) => ({ component: `lone-${n}`, size: 1 }));
  const beside1 = await withFleets(scene, lone, async (cluster, objects) => editSets(scene, cluster, objects));
  const hundred = [{ component: COMPONENT, size: 100 }];
  const beside100 = await withFleets(scene, hundred, async (cluster, objects) => editSets(scene, cluster, objects));
  return {
    workBeside1: judged('workBeside1', beside1.operator.cpuMsEach, beside1.bare.cpuMsEach),
    workBeside100: judged('workBeside100', beside100.operator.cpuMsEach, beside100.bare.cpuMsEach),
  };
};

/** A management cluster: a thousand installs of one component. */
export const fleetOf1000: Scenario = async (scene) =>
  withFleets(scene, [{ component: COMPONENT, size: 1000 }], async (cluster, objects) => {
    const rest = await restart(scene, cluster, 'a restart over 1,000 FeatureSets');
    scene.say('answers edits of FeatureSets');
    const sets = await editSets(scene, cluster, objects);
    scene.say('answers edits of gates');
    const gates = await editGates(scene, cluster, objects);
    scene.say('flips a default');
    await flip(scene, cluster, objects);
    return {
      fleetMemory: judged('fleetMemory', [rest.memory]),
      fleetScrape: judged('fleetScrape', rest.scrapes.ms),
      fleetScrapeSize: judged('fleetScrapeSize', rest.scrapes.megabytes),
      fleetEditedP50: judged('fleetEditedP50', sets.operator.p50, sets.bare.p50),
      fleetDescription: judged('fleetDescription', gates.operator.cpuMsEach, gates.bare.cpuMsEach),
      fleetDefault: judged('fleetDefault', [growthAt(1000).defaultFlippedMs]),
      workBeside1000: judged('workBeside1000', sets.operator.cpuMsEach, sets.bare.cpuMsEach),
    };
  });

/** Ten times as many. */
export const fleetOf10000: Scenario = async (scene) =>
  withFleets(scene, [{ component: COMPONENT, size: 10_000 }], async (cluster, objects) => {
    const rests: Restart[] = [];
    for (let round = 0; round < scene.rounds; round++) {
      rests.push(await restart(scene, cluster, 'a restart over 10,000 FeatureSets'));
    }
    scene.say('answers edits of FeatureSets');
    const sets = await editSets(scene, cluster, objects, 1);
    scene.say('answers edits of gates');
    const gates = await editGates(scene, cluster, objects);
    const of = (key: 'memory' | 'seconds' | 'writes'): number[] => rests.map((one) => one[key]);
    return {
      workBeside10000: judged('workBeside10000', sets.operator.cpuMsEach, sets.bare.cpuMsEach),
      largeFleetMemory: judged('largeFleetMemory', of('memory')),
      largeFleetRestart: judged('largeFleetRestart', of('seconds')),
      largeFleetWrites: judged('largeFleetWrites', of('writes')),
      largeFleetDescription: judged('largeFleetDescription', gates.operator.cpuMsEach, gates.bare.cpuMsEach),
      largeFleetDefault: judged('largeFleetDefault', [growthAt(10_000).defaultFlippedMs]),
    };
  });

/** Fleets at rest, on an API server of their own. */
async function withFleets<T>(
  { say }: Scene,
  fleets: readonly { readonly component: string; readonly size: number }[],
  work: (cluster: Cluster, objects: readonly StoredObject[]) => Promise<T>,
): Promise<T> {
  return withCluster(async (cluster) => {
    const manifests = fleets.flatMap(({ component, size }) => [...catalogOf(component), ...fleet(component, size)]);
    say(`${manifests.length.toLocaleString('en')} objects`);
    const objects = manifests.map(stored);
    await putIntoEtcd(cluster.plane.name, settled(objects));
    return work(cluster, objects);
  });
}

interface Restart {
  readonly seconds: number;
  readonly writes: number;
  readonly memory: number;
  readonly scrapes: { readonly ms: readonly number[]; readonly megabytes: readonly number[] };
}

/** Memory is what is there after a few scrapes, as in every cluster with Prometheus. */
async function restart(scene: Scene, cluster: Cluster, where: string): Promise<Restart> {
  const audit = new AuditTail(cluster.plane.auditLog);
  return withOperator(scene, cluster, where, async (operator) => {
    const seconds = await operator.rest();
    const writes = audit.written().length;
    const [ms, megabytes]: [number[], number[]] = [[], []];
    for (let n = 0; n < SCRAPES; n++) {
      const scrape = await operator.scrape();
      ms.push(scrape.ms);
      megabytes.push(scrape.bytes / 1e6);
    }
    await operator.rest();
    return { seconds, writes, memory: operator.residentMiB(), scrapes: { ms, megabytes } };
  });
}

async function editSets(
  scene: Scene,
  cluster: Cluster,
  objects: readonly StoredObject[],
  rounds = scene.rounds,
): Promise<Sides> {
  const sets = objects.filter(({ kind }) => kind === 'FeatureSet');
  const edits: Legs['edits'] = (leg) =>
    inTurn(sets, EDITS + WARM_UP, (target, n) => withReason(target, `edit ${n} of ${leg}`));
  return editLegs(scene, cluster, { kind: 'FeatureSet', edits, rounds, warmUp: WARM_UP });
}

async function editGates(scene: Scene, cluster: Cluster, objects: readonly StoredObject[]): Promise<Sides> {
  const gates = objects.filter(({ kind }) => kind === 'FeatureGate');
  const edits: Legs['edits'] = (leg) =>
    inTurn(gates, EDITS, (_, n) => ({ spec: { description: `edit ${n} of ${leg}` } }));
  return editLegs(scene, cluster, { kind: 'FeatureGate', edits, rounds: 1, warmUp: WARM_UP });
}

function inTurn(
  targets: readonly StoredObject[],
  count: number,
  patch: (target: StoredObject, n: number) => object,
): Edit[] {
  return Array.from({ length: count }, (_, n) => {
    const target = targets[(n * 37) % targets.length];
    if (!target) throw new Error('there is nothing to edit');
    return { target, patch: patch(target, n) };
  });
}

/** A default flips in every FeatureSet and back, so that every status is written: nothing else asks as much at once. */
async function flip(scene: Scene, cluster: Cluster, objects: readonly StoredObject[]): Promise<void> {
  const { gate, patch } = flipping(objects);
  await withOperator(scene, cluster, 'a default that flips in 1,000 FeatureSets', async (operator) => {
    await operator.rest();
    for (const on of [true, false]) {
      const audit = new AuditTail(cluster.plane.auditLog);
      await cluster.patch(gate, patch(on));
      await audit.until('featuresets', objects.filter(({ kind }) => kind === 'FeatureSet').length, 300);
      await operator.rest();
    }
  });
}
