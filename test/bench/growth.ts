import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Engine } from './engine.ts';
import { stored, type StoredObject } from './objects/etcd.ts';
import { catalogOf, fleet, flipping, withReason } from './objects/fleet.ts';
import type { Growth } from './result.ts';

/** How many FeatureSets a component has. */
export const SIZES = [1, 10, 100, 1000, 3000] as const;
const COMPONENT = 'grows';
const MOST_EDITS = 300;
const WARM_UP = 20;
/** No size is edited for longer than this. */
const PATIENCE_MS = 4000;

/** What edits cost in this process, by the number of FeatureSets of their component. */
export function growth(sizes: readonly number[] = SIZES): Growth[] {
  return sizes.map(growthAt);
}

/** The same for one size. */
export function growthAt(featureSets: number): Growth {
  const catalog = catalogOf(COMPONENT).map(stored);
  const sets = fleet(COMPONENT, featureSets).map(stored);
  const engine = new Engine();
  engine.take([...catalog, ...sets]);
  const heapBefore = heapUsed();
  const begin = threadCpuMs();
  engine.work(COMPONENT);
  const wholeMs = threadCpuMs() - begin;
  const heapKiBEach = (heapUsed() - heapBefore) / 1024 / featureSets;

  const gates = catalog.filter(({ kind }) => kind === 'FeatureGate');
  const flips = flipping(catalog);
  const measure = (edit: (n: number) => StoredObject): number => {
    let [spent, counted] = [0, 0];
    const end = performance.now() + PATIENCE_MS;
    for (let n = 0; n < MOST_EDITS && (counted < 3 || performance.now() < end); n++) {
      engine.take([edit(n)]);
      const start = threadCpuMs();
      engine.work(COMPONENT);
      // What is called for the first time is slow.
      if (n < Math.min(WARM_UP, Math.ceil(1000 / featureSets))) continue;
      spent += threadCpuMs() - start;
      counted++;
    }
    return spent / counted;
  };
  let edits = 0;
  return {
    featureSets,
    wholeMs,
    heapKiBEach,
    featureSetEditedMs: measure((n) => {
      const set = pick(sets, n);
      return patched(set, withReason(set, `reason ${n}`), ++edits);
    }),
    overrideToggledMs: measure((n) => {
      const set = pick(sets, n);
      const state = n % 2 === 0 ? 'Disabled' : 'Enabled';
      return patched(
        set,
        { spec: { overrides: [{ gate: 'CBORServingAndStorage', state, reason: 'a test' }] } },
        ++edits,
      );
    }),
    descriptionEditedMs: measure((n) => patched(pick(gates, n), { spec: { description: `edit ${n}` } }, ++edits)),
    defaultFlippedMs: measure((n) => patched(flips.gate as StoredObject, flips.patch(n % 2 === 0), ++edits)),
  };
}

/** An object after the n-th edit of its component. */
function patched(object: StoredObject, patch: object, n: number): StoredObject {
  const { spec } = patch as { spec: object };
  const metadata = { ...object.metadata, generation: n + 1, resourceVersion: String(n + 1) };
  return { ...object, metadata, spec: { ...(object['spec'] as object), ...spec } };
}

function pick<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length];
  if (one === undefined) throw new Error('nothing to edit');
  return one;
}

/** Work, whatever else the machine does; the kernel counts it in steps, so that many edits are measured together. */
function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Collects garbage first. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed;
}
