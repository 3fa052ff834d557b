import { describe, expect, test } from 'vitest';
import { goldenGates, goldenValues } from '../../support/golden-table.ts';
import { catalogObjects, installedAt } from './catalog.ts';

interface Stage {
  release: string;
  level: string;
  default?: string;
  locked?: boolean;
  minCompatibility?: string;
}
type Overrides = Readonly<Record<string, 'Enabled' | 'Disabled'>>;
interface Upgrade {
  safe: boolean;
  changes: { gate: string; change: string; from?: string; to?: string }[];
  blockers: { reason: string; subject: string }[];
}

const minorOf = (release: string): number => Number(release.split('.')[1]) + 100 * Number(release.split('.')[0]);

const wordOf = (text: string, index: number): string => text.split(' ')[index] ?? '';
const valueOf = (bit: string | undefined): string => (bit === '1' ? 'Enabled' : 'Disabled');

/** The stages of every gate of a catalog, as they are written. */
function declaredStages(component: string): Map<string, Stage[]> {
  const gates = catalogObjects(component).filter(({ kind }) => kind === 'FeatureGate');
  return new Map(
    gates.map(({ raw }) => {
      const { gate, stages } = raw['spec'] as { gate: string; stages: Stage[] };
      return [gate, stages];
    }),
  );
}

/** Where a gate stands, read off its list of stages by hand: compatible with one minor earlier, by default. */
function at(stages: readonly Stage[], minor: number, override: string | undefined) {
  const index = stages.findLastIndex(
    ({ release, minCompatibility }) =>
      minorOf(release) <= minor && (minCompatibility === undefined || minorOf(minCompatibility) <= minor - 1),
  );
  const stage = stages[index];
  if (!stage || stage.level === 'Removed') return undefined;
  const { default: standard = 'Disabled', locked = false } = stage;
  const deprecated = stage.level === 'Deprecated';
  const level = deprecated
    ? (stages.slice(0, index).findLast((one) => one.level !== 'Deprecated')?.level ?? 'Stable')
    : stage.level;
  return { level, deprecated, locked, default: standard, effective: locked ? standard : (override ?? standard) };
}

/** What the lists of stages imply of one step: `GATE CHANGE from to`, as far as there are values. */
function impliedChanges(gates: ReadonlyMap<string, Stage[]>, minor: number, overrides: Overrides): string[] {
  return [...gates].flatMap(([gate, stages]) => {
    const [before, after] = [at(stages, minor, overrides[gate]), at(stages, minor + 1, overrides[gate])];
    if (!before && !after) return [];
    if (!before) return [`${gate} Appears ${after?.level}`];
    if (!after) return [`${gate} Goes ${before.level}`];
    const flips = before.default !== after.default;
    return [
      ...(!before.locked && after.locked ? [`${gate} Locks ${after.default}`] : []),
      ...(flips ? [`${gate} DefaultFlips ${before.default} ${after.default}`] : []),
      ...(before.level === after.level ? [] : [`${gate} LevelChanges ${before.level} ${after.level}`]),
      ...(!before.deprecated && after.deprecated ? [`${gate} Deprecates`] : []),
      ...(!flips && before.effective !== after.effective
        ? [`${gate} EffectiveFlips ${before.effective} ${after.effective}`]
        : []),
    ];
  });
}

/** The overrides that the lists of stages refuse at a minor. */
function impliedBlockers(gates: ReadonlyMap<string, Stage[]>, minor: number, overrides: Overrides): string[] {
  return Object.entries(overrides).flatMap(([gate, value]) => {
    const stages = gates.get(gate) ?? [];
    const there = at(stages, minor, value);
    if (there) return there.locked && there.default !== value ? [`GateLocked ${gate}`] : [];
    const gone = stages.some(({ level, release }) => level === 'Removed' && minorOf(release) <= minor);
    return [`${gone ? 'RemovedFeatureGate' : 'NotYetAvailable'} ${gate}`];
  });
}

/** `status.upgrade` of an installation at a release that goes to the next. */
function upgradeOf(component: string, from: string, to: string, overrides: Overrides) {
  const spec = {
    targetRelease: to,
    overrides: Object.entries(overrides).map(([gate, state]) => ({ gate, state })),
  };
  const { items } = installedAt(catalogObjects(component), component, from, '2026-09-01', spec);
  const status = items.find(({ kind }) => kind === 'FeatureSet')?.status as { upgrade?: Upgrade } | undefined;
  const { upgrade } = status ?? {};
  if (!upgrade) throw new Error('there is no preview');
  return {
    safe: upgrade.safe,
    changes: upgrade.changes.map(({ gate, change, from: was, to: will }) =>
      [gate, change, was, will].filter((word) => word !== undefined).join(' '),
    ),
    blockers: upgrade.blockers.map(({ reason, subject }) => `${reason} ${subject}`),
  };
}

/** Twenty that somebody may well have set in 1.30: what locks on the way, what becomes Stable or deprecated, what comes later. */
const OVERRIDES: Overrides = {
  APIServingWithRoutine: 'Enabled',
  ContainerStopSignals: 'Enabled',
  ContextualLogging: 'Disabled',
  CRDValidationRatcheting: 'Disabled',
  CustomCPUCFSQuotaPeriod: 'Enabled',
  DisableNodeKubeProxyVersion: 'Disabled',
  GitRepoVolumeDriver: 'Enabled',
  ImageMaximumGCAge: 'Disabled',
  InformerResourceVersion: 'Enabled',
  JobManagedBy: 'Enabled',
  KubeletTracing: 'Enabled',
  MutatingAdmissionPolicy: 'Enabled',
  NodeLogQuery: 'Enabled',
  NodeSwap: 'Disabled',
  PreventStaticPodAPIReferences: 'Disabled',
  ReloadKubeletClientCAFile: 'Disabled',
  SELinuxMountReadWriteOncePod: 'Disabled',
  SeparateCacheWatchRPC: 'Enabled',
  ServiceAccountTokenJTI: 'Disabled',
  StrictIPCIDRValidation: 'Enabled',
};

describe('Kubernetes with 20 overrides, minor by minor from 1.30 to 1.36, as its lists of stages imply (R137)', () => {
  const gates = declaredStages('kubernetes');
  const { gates: golden } = goldenValues();
  const previews = new Map(
    [30, 31, 32, 33, 34, 35].map((minor) => [
      minor,
      upgradeOf('kubernetes', `1.${minor}`, `1.${minor + 1}`, OVERRIDES),
    ]),
  );

  test.each([...previews])('from 1.%i to the next: every change, every blocker, and no other', (minor, upgrade) => {
    expect(Object.keys(OVERRIDES)).toHaveLength(20);
    expect(upgrade.changes.toSorted()).toEqual(impliedChanges(gates, 100 + minor, OVERRIDES).toSorted());
    const blockers = impliedBlockers(gates, 100 + minor + 1, OVERRIDES);
    expect(upgrade.blockers.toSorted()).toEqual(blockers.toSorted());
    expect(upgrade.safe).toBe(blockers.length === 0);
  });

  test.each([...previews])(
    'from 1.%i to the next: what the real library answers flips, locks and appears',
    (minor, { changes }) => {
      const told = (change: string): string[] => changes.filter((text) => wordOf(text, 1) === change);
      const next = minor + 1;
      const there = golden.filter(({ levels }) => levels[minor] !== '-' && levels[next] !== '-');
      const flipped = there.filter(({ requested: [bits = ''] }) => bits[minor] !== bits[next]);
      expect(told('DefaultFlips').toSorted()).toEqual(
        flipped
          .map(
            ({ name, requested: [bits] }) => `${name} DefaultFlips ${valueOf(bits?.[minor])} ${valueOf(bits?.[next])}`,
          )
          .toSorted(),
      );
      const locked = there.filter(({ locks }) => locks[minor] !== 'L' && locks[next] === 'L');
      expect(told('Locks').toSorted()).toEqual(
        locked.map(({ name, requested: [bits] }) => `${name} Locks ${valueOf(bits?.[next])}`).toSorted(),
      );
      const fresh = golden.filter(({ levels }) => levels[minor] === '-' && levels[next] !== '-');
      expect(
        told('Appears')
          .map((text) => wordOf(text, 0))
          .toSorted(),
      ).toEqual(fresh.map(({ name }) => name).toSorted());
      expect(told('Goes')).toEqual([]);
    },
  );

  test('there is something of every kind among it', () => {
    const all = [...previews.values()];
    const kinds = new Set(all.flatMap(({ changes }) => changes.map((text) => wordOf(text, 1))));
    expect([...kinds].sort()).toEqual([
      'Appears',
      'DefaultFlips',
      'Deprecates',
      'EffectiveFlips',
      'LevelChanges',
      'Locks',
    ]);
    expect(all.map(({ blockers }) => blockers.filter((text) => text.startsWith('GateLocked')).length)).toEqual([
      0, 1, 2, 3, 4, 8,
    ]);
  });

  test('in one stride: nothing is left out of the list', () => {
    const { changes } = upgradeOf('kubernetes', '1.30', '1.36', OVERRIDES);
    const locks = goldenGates('kubernetes').filter(({ stages }) => {
      const locked = stages.find((stage) => stage.locked);
      const [first] = stages;
      return locked && first && minorOf(first.release) <= 130 && minorOf(locked.release) > 130;
    });
    const told = changes.filter((text) => text.includes(' Locks ')).map((text) => wordOf(text, 0));
    expect(told.toSorted()).toEqual(locks.map(({ name }) => name).toSorted());
  });
});

describe('Kueue, release by release, with what goes (R39)', () => {
  const gates = declaredStages('kueue');
  const overrides: Overrides = {
    AdmissionCheckValidationRules: 'Enabled',
    AdmissionFairSharing: 'Disabled',
    AdmissionGatedBy: 'Enabled',
    ExposeFlavorsInLocalQueue: 'Disabled',
    KeepQuotaForProvReqRetry: 'Enabled',
    SchedulerLongRequeueInterval: 'Enabled',
    TASProfileMostFreeCapacity: 'Enabled',
  };
  const steps = Array.from({ length: 20 }, (_, minor) => minor);
  const previews = new Map(
    steps.map((minor) => [minor, upgradeOf('kueue', `0.${minor}`, `0.${minor + 1}`, overrides)]),
  );

  test.each([...previews])('from 0.%i to the next: every change, every blocker, and no other', (minor, upgrade) => {
    expect(upgrade.changes.toSorted()).toEqual(impliedChanges(gates, minor, overrides).toSorted());
    expect(upgrade.blockers.toSorted()).toEqual(impliedBlockers(gates, minor + 1, overrides).toSorted());
  });

  test('27 gates go on the way, and whoever still sets one is told', () => {
    const all = [...previews.values()];
    expect(all.flatMap(({ changes }) => changes.filter((text) => text.includes(' Goes ')))).toHaveLength(27);
    const removed = all.flatMap(({ blockers }) => blockers.filter((text) => text.startsWith('RemovedFeatureGate')));
    expect([...new Set(removed)].sort()).toEqual([
      'RemovedFeatureGate AdmissionCheckValidationRules',
      'RemovedFeatureGate ExposeFlavorsInLocalQueue',
      'RemovedFeatureGate KeepQuotaForProvReqRetry',
      'RemovedFeatureGate SchedulerLongRequeueInterval',
      'RemovedFeatureGate TASProfileMostFreeCapacity',
    ]);
  });
});
