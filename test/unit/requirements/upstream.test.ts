import { describe, expect, test } from 'vitest';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { catalogObjects, changed, conditionOf, evaluated, featureSet, on, statusOf } from '../catalogs/catalog.ts';

const driver = catalogObjects('nvidia-dra-driver');
const kubernetes = catalogObjects('kubernetes');

const MILESTONES = [
  { level: 'Alpha', release: '1.1' },
  { level: 'Beta', release: '1.2' },
  { level: 'Stable', release: '1.3' },
];
const decided = { decidedBy: 'the maintainers', rationale: 'there is a fallback' };

/** MPSSupport of the driver at a level in v0.5.0, one lower in v0.4.0, built on an upstream feature of component `host`. */
function coupled(level: string, upstream: object = {}): DeclaredObject[] {
  const before = { Alpha: 'Dev', Beta: 'Alpha', Stable: 'Beta' }[level];
  const stages = [
    { release: 'v0.4.0', level: before, default: 'Disabled' },
    { release: 'v0.5.0', level, default: 'Enabled', locked: false },
  ];
  const feature = { name: 'FEATURE-1', component: 'host', milestones: MILESTONES, ...upstream };
  return driver.map((one) =>
    one.reference === 'nvidia-dra-driver.mpssupport'
      ? changed(one, (spec) => ({ ...spec, stages, upstream: [feature] }))
      : one,
  );
}

/** What becomes of MPSSupport at v0.5.0 on a release of `host`: its value, and `SEVERITY REASON` of what is said of it. */
function onHost(objects: readonly DeclaredObject[], release: string, spec: object = {}): string[] {
  const host = featureSet('host', { component: 'host', release });
  const platform = [{ component: 'host', featureSet: { name: 'host' } }];
  const install = featureSet('install', { component: 'nvidia-dra-driver', release: 'v0.5.0', platform, ...spec });
  const { report } = evaluated([...objects, ...host, ...install], '2026-09-01');
  const told = report.find(({ component }) => component === 'nvidia-dra-driver');
  const row = told?.gates.find(({ gate }) => gate === 'MPSSupport');
  const said = told?.findings.filter(({ subject }) => subject === 'MPSSupport') ?? [];
  return [row?.effective ?? 'no row', ...said.map(({ severity, reason }) => `${severity} ${reason}`)];
}

describe('a gate and the upstream feature it builds on (R104)', () => {
  const late = ['Disabled', 'Info UpstreamMismatch'];
  const fine = ['Enabled'];
  const rows: [level: string, onNothing: string[], onAlpha: string[], onBeta: string[], onStable: string[]][] = [
    ['Alpha', late, fine, fine, fine],
    ['Beta', late, late, fine, fine],
  ];
  test.each(rows)('%s needs upstream to be as far', (level, ...told) => {
    expect(['1.0', '1.1', '1.2', '1.3'].map((release) => onHost(coupled(level), release))).toEqual(told);
  });

  test('Beta goes without where a fallback is recorded, with a warning', () => {
    const fallback = coupled('Beta', { onMismatch: 'Degrade', ...decided });
    expect(onHost(fallback, '1.1')).toEqual(['Enabled', 'Warning UpstreamMismatch']);
    expect(onHost(fallback, '1.2')).toEqual(['Enabled']);
  });

  test('Stable is strongly advised to wait, and not made to', () => {
    expect(onHost(coupled('Stable'), '1.2')).toEqual(['Enabled', 'Info UpstreamMismatch']);
    expect(onHost(coupled('Stable'), '1.3')).toEqual(['Enabled']);
  });
});

describe('an upstream feature that falls back (R106)', () => {
  const revoked = MILESTONES.filter(({ level }) => level !== 'Beta' && level !== 'Stable');

  test('takes the gate to what its level before was, whether the cluster or the fact went back', () => {
    expect(onHost(coupled('Beta'), '1.2')).toEqual(['Enabled']);
    expect(onHost(coupled('Beta'), '1.1')).toEqual(['Disabled', 'Info UpstreamMismatch']);
    expect(onHost(coupled('Beta', { milestones: revoked }), '1.2')).toEqual(['Disabled', 'Info UpstreamMismatch']);
  });

  test('leaves the gate where it is when the fallback is recorded', () => {
    const fallback = coupled('Beta', { milestones: revoked, onMismatch: 'Degrade', ...decided });
    expect(onHost(fallback, '1.2')).toEqual(['Enabled', 'Warning UpstreamMismatch']);
  });

  test('switches the gate off for everybody when the decision is to fail', () => {
    const fails = coupled('Beta', { milestones: revoked, onMismatch: 'Fail', ...decided });
    const [effective, ...said] = onHost(fails, '1.2', on('MPSSupport'));
    expect(effective).toBe('Disabled');
    expect(said).toContain('Error UpstreamMismatch');
  });
});

test('who decided on a mismatch and why stands on the gate (R105)', () => {
  const { items } = evaluated(coupled('Beta', { onMismatch: 'Degrade', ...decided }), '2026-09-01');
  const item = items.find(({ metadata }) => metadata.name === 'nvidia-dra-driver.mpssupport');
  expect(item?.['spec']).toMatchObject({ upstream: [{ onMismatch: 'Degrade', ...decided }] });
  expect(conditionOf(item?.status as never, 'Ready')).toMatchObject({ status: 'True' });
});

test('the promotion of DynamicMIG waits for the Kubernetes release with KEP-4815 at Beta, and no longer (R107)', () => {
  const dates: Record<string, string> = { '1.35': '2025-12-17', '1.36': '2026-04-22' };
  const dated = kubernetes.map((one) =>
    one.kind === 'MaturityPolicy'
      ? changed(one, (spec) => ({
          ...spec,
          releases: (spec['releases'] as { name: string }[]).map(({ name }) => ({
            name,
            ...(dates[name] !== undefined && { date: dates[name] }),
          })),
        }))
      : one,
  );
  const promotion = (objects: readonly DeclaredObject[], day: string) =>
    conditionOf(statusOf(evaluated([...driver, ...objects], day), 'nvidia-dra-driver.dynamicmig'), 'PromotionEligible');
  const early = promotion(dated, '2026-04-21');
  expect(early).toMatchObject({ status: 'False', reason: 'UpstreamMismatch' });
  expect(early?.message).toContain('KEP-4815 is Alpha upstream and must be Beta');
  expect(promotion(dated, '2026-04-22')).toMatchObject({ status: 'False', reason: 'CriteriaMissing' });
  // Where nobody says when releases came out, nobody can tell.
  expect(promotion(kubernetes, '2026-04-21')?.message).not.toContain('KEP-4815');
});
