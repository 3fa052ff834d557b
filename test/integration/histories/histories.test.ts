import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KIND_NAMES } from '../../../src/api/kinds.ts';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { disagreements } from './convergence.ts';
import { featureSet, NAMESPACE } from '../cluster/declared-objects.ts';
import { History } from './history.ts';
import { NAMESPACES } from './history-objects.ts';
import { HistoryServer } from './history-server.ts';
import { SeededRandom } from './seeded-random.ts';
import { ServerTwin } from './server-twin.ts';
import type { Holdings } from './holdings.ts';
import { until } from '../../support/until.ts';

/** Others beside the first with `STAGEGATE_HISTORY_RUNS=100`; from a seed on with `STAGEGATE_HISTORY_SEED=7`. */
const RUNS = Number(process.env['STAGEGATE_HISTORY_RUNS'] ?? 0);
const FIRST = Number(process.env['STAGEGATE_HISTORY_SEED'] ?? randomInt(1_000_000));
const SEEDS = [1, ...Array.from({ length: RUNS }, (_, run) => FIRST + run)];
const OPERATIONS = 40;
const TAMPERINGS = 15;
const UPHEAVALS = 0.03;
/** Whose statuses are not held back for ten seconds. */
const PROMPT = KIND_NAMES.filter((kind) => kind !== 'MaturityPolicy');

/** Each speaks of the law about a whole server, on a machine that has other things to do. */
const TIMEOUT_MS = 240_000;

/** The version of everything but the bystander. */
function versionsIn({ objects, configMaps, namespaces }: Holdings): string[] {
  return [...Object.values(objects).flat(), ...configMaps, ...namespaces]
    .filter(({ metadata }) => metadata.namespace !== NAMESPACE)
    .map(({ metadata }) => `${metadata.namespace} ${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`);
}

onBothFlavors('whatever has happened, an operator that is idle', (flavor, folder) => {
  let cluster: Cluster;
  let server: HistoryServer;
  let history: History;

  beforeAll(async () => {
    cluster = await Cluster.start(folder, { flavor });
    for (const namespace of NAMESPACES) await cluster.kubectl('create', 'namespace', namespace);
    server = new HistoryServer(cluster);
    history = new History(cluster, server, new SeededRandom(0));
    await history.operator.ready();
  });
  afterAll(async () => {
    await server?.close();
    await cluster?.stop();
  });

  /** Two changes of what nothing here is about: the second is answered a second after the first at the earliest. */
  async function letTimePass(): Promise<void> {
    for (const release of ['1.1', '1.2']) {
      const bystander = featureSet('bystander', release);
      await server.put(bystander);
      await until(async () => cluster.answered(bystander));
    }
  }

  /** Looks until the operator agrees with its twin in everything; what is held then. */
  async function agreed(seed: number, kinds = KIND_NAMES.slice()): Promise<Holdings> {
    return until(async () => {
      const holdings = await server.holdings();
      const metrics = await history.operator.metrics();
      const found = [...disagreements(new ServerTwin(holdings), metrics, kinds), ...server.trespasses(holdings)];
      expect(found, `seed ${seed} on ${flavor}:\n${history.told.join('\n')}\n`).toEqual([]);
      return holdings;
    }, 60);
  }

  test.each(SEEDS)(
    'has done all that its twin would do, and does no more: seed %i',
    { timeout: TIMEOUT_MS },
    async (seed) => {
      const random = new SeededRandom(seed);
      await history.play(random, OPERATIONS, UPHEAVALS);
      await agreed(seed, PROMPT);
      await history.tamper(random, TAMPERINGS);
      const before = await agreed(seed);
      await letTimePass();
      const after = await agreed(seed);
      expect(versionsIn(after)).toEqual(versionsIn(before));
      const errors = history.operators.flatMap(({ log }) => log.filter(({ level }) => level === 'error'));
      expect([errors, history.operator.alive]).toEqual([[], true]);
    },
  );
});
