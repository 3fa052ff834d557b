import { describe, expect, test } from 'vitest';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import {
  catalogObjects,
  changed,
  conditionOf,
  evaluated,
  installedAt,
  objectsIn,
  statusOf,
  type Status,
} from '../catalogs/catalog.ts';

const driver = catalogObjects('nvidia-dra-driver');
const router = catalogObjects('llm-d-router');
const tekton = catalogObjects('tekton-pipelines');

interface Criterion {
  id: string;
  evidence: string[];
}

/** The MaturityPolicy of a catalog. */
function policyOf(objects: readonly DeclaredObject[]): { levels: { name: string; criteria?: Criterion[] }[] } {
  const policy = objects.find(({ kind }) => kind === 'MaturityPolicy');
  return policy?.raw['spec'] as ReturnType<typeof policyOf>;
}

const criteria = policyOf(driver).levels.flatMap((level) => level.criteria ?? []);
const met = (...ids: string[]): object[] => ids.map((criterion) => ({ criterion, state: 'Met' }));

function withEvidence(objects: readonly DeclaredObject[], reference: string, evidence: object[]): DeclaredObject[] {
  return objects.map((one) => (one.reference === reference ? changed(one, (spec) => ({ ...spec, evidence })) : one));
}

describe('evidence', () => {
  test('is of a kind that each criterion names, and kept as links, criterion by criterion (R88)', () => {
    expect(criteria.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    const kinds = new Set(criteria.flatMap(({ evidence }) => evidence));
    const asked =
      'CodeLink TestFile CIRun TestLog ManualReport ReleaseNotes MetricNames HelmDiff KEPStatus Benchmark Dashboard PromQL Runbook Issue';
    expect(asked.split(' ').filter((kind) => !kinds.has(kind))).toEqual([]);
    const links = ['https://example.org/run/1', 'https://example.org/run/2'];
    const shown = (evidence: object[]) =>
      evaluated(withEvidence(driver, 'nvidia-dra-driver.mpssupport', evidence), '2026-09-01');
    const kept = shown([{ criterion: 'B2', state: 'Met', links }]).items.find(
      ({ metadata }) => metadata.name === 'nvidia-dra-driver.mpssupport',
    );
    expect(kept?.['spec']).toMatchObject({ evidence: [{ criterion: 'B2', links }] });
    const twice = statusOf(shown(met('B2', 'B2')), 'nvidia-dra-driver.mpssupport');
    expect(conditionOf(twice, 'Ready')).toMatchObject({ status: 'False', reason: 'SchemaInvalid' });
  });
});

describe('nothing is promoted while one criterion is not shown', () => {
  /** A gate one step below the level, with everything shown but what is left out. */
  function without(level: 'Beta' | 'Stable', leftOut: string): Status {
    const name = `nvidia-dra-driver.${level === 'Beta' ? 'mpssupport' : 'computedomaincliques'}`;
    const shown = criteria.map(({ id }) => id).filter((id) => id !== leftOut);
    return statusOf(evaluated(withEvidence(driver, name, met(...shown)), '2026-09-01'), name);
  }

  test.each(['Beta', 'Stable'] as const)('and %s is open once all are', (level) => {
    expect(without(level, '').graduation).toMatchObject({ next: level, eligible: true, missing: [] });
  });

  const rows: [criterion: string, level: 'Beta' | 'Stable', what: string][] = [
    ['B6', 'Beta', 'enable then disable (R92)'],
    ['B7', 'Beta', 'version skew both ways (R92)'],
    ['B5', 'Beta', 'documentation of a Beta (R101)'],
    ['B2', 'Beta', 'tests of a Beta (R101)'],
    ['B8', 'Beta', 'a release at Alpha without P0 or P1 regression (R90)'],
    ['S1', 'Stable', 'two releases at Beta without P0 or P1 regression (R90)'],
    ['S6', 'Stable', 'the current Kubernetes and N-2 in CI (R93)'],
    ['S7', 'Stable', 'a dashboard or an alert (R93)'],
    ['S8', 'Stable', 'a runbook (R93), the documentation of a Stable (R101)'],
    ['S4', 'Stable', 'tests of a Stable (R101)'],
  ];
  test.each(rows)('%s for %s: %s', (criterion, level) => {
    const status = without(level, criterion);
    expect(status.graduation).toMatchObject({ next: level, eligible: false, missing: [criterion] });
    const claim = conditionOf(status, 'PromotionEligible');
    expect(claim).toMatchObject({ status: 'False', reason: 'CriteriaMissing' });
    expect(claim?.message).toContain(criterion);
  });
});

test('a Stable plugin of llm-d has been Beta for two minors and shows unchanged API, frozen configs and tests (R97)', () => {
  const at = (release: string, day: string, ...ids: string[]) =>
    statusOf(
      installedAt(withEvidence(router, 'llm-d-router.queue-scorer', met(...ids)), 'llm-d-router', release, day),
      'llm-d-router.queue-scorer',
    );
  const asked = ['unchanged', 'frozen-configs', 'tests'];
  expect(at('v0.10.0', '2026-08-17').graduation).toMatchObject({ next: 'Stable', missing: asked, soak: '1/2' });
  const early = at('v0.10.0', '2026-08-17', ...asked);
  expect(conditionOf(early, 'PromotionEligible')).toMatchObject({ status: 'False', reason: 'SoakPending' });
  expect(at('v0.11.0', '2026-09-30', ...asked).graduation).toMatchObject({ eligible: true, soak: '2/2' });
  expect(at('v0.11.0', '2026-09-30', 'unchanged', 'tests').graduation).toMatchObject({ missing: ['frozen-configs'] });
});

test('a promotion at Tekton tells level, target, release introduced, and asks for issues, dogfooding and tests (R99)', () => {
  const name = 'tekton-pipelines.enable-artifacts';
  const at = (...ids: string[]) => evaluated(withEvidence(tekton, name, met(...ids)), '2026-08-01');
  const item = at().items.find(({ metadata }) => metadata.name === name);
  expect(item?.['spec']).toMatchObject({ stages: [{ level: 'Alpha', release: expect.stringMatching(/^v\d/) }] });
  expect(statusOf(at(), name)).toMatchObject({
    summary: { level: 'Alpha' },
    graduation: { next: 'Beta', eligible: false, missing: ['issues', 'dogfooding', 'tests'] },
  });
  expect(statusOf(at('issues', 'dogfooding', 'tests'), name).graduation).toMatchObject({ eligible: true });
});

test('who judged a plugin, and on what, is recorded beside each criterion (R95)', () => {
  const name = 'llm-d-router.queue-scorer';
  const links = ['https://example.org/review/1'];
  const judged = [
    { criterion: 'unchanged', state: 'Met', links, decidedBy: 'the router maintainers' },
    { criterion: 'tests', state: 'NotMet', links, decidedBy: 'somebody of another opinion' },
  ];
  const { items } = evaluated(withEvidence(router, name, judged), '2026-08-17');
  const item = items.find(({ metadata }) => metadata.name === name);
  expect(item?.['spec']).toMatchObject({ evidence: judged });
  expect(item?.status).toMatchObject({ graduation: { met: 1, missing: ['frozen-configs', 'tests'] } });
  expect(conditionOf(item?.status as unknown as Status, 'Ready')).toMatchObject({ status: 'True' });
});

test('a gate under rework says so in the catalog (R103)', () => {
  const health = driver.find(({ reference }) => reference === 'nvidia-dra-driver.nvmldevicehealthcheck');
  expect(health?.raw['spec']).toMatchObject({ description: expect.stringContaining('Under rework') });
});

describe('the policy can be swapped', () => {
  const releases = ['v0.4.0', 'v0.5.0', 'v0.6.0'].map((name, at) => ({ name, date: `2026-0${at + 1}-01` }));
  const gateOf = (...levels: string[]) => ({
    apiVersion: 'stagegate.dev/v1beta1',
    kind: 'FeatureGate',
    metadata: { name: 'sample.thing' },
    spec: {
      component: 'sample',
      gate: 'Thing',
      owners: ['someone'],
      stages: levels.map((level, at) => ({ release: releases[at]?.name, level })),
      evidence: met('A1', 'unchanged', 'interoperability'),
    },
  });
  /** The same gate under one policy or another. */
  function under(spec: object, ...levels: string[]): Status {
    const policy = { apiVersion: 'stagegate.dev/v1beta1', kind: 'MaturityPolicy', metadata: { name: 'sample' } };
    const list = { items: [{ ...policy, spec: { ...spec, releases } }, gateOf(...levels)] };
    const objects = objectsIn(JSON.stringify({ apiVersion: 'v1', kind: 'List', ...list }));
    return statusOf(evaluated(objects, '2026-04-01'), 'sample.thing');
  }
  const calledOf = (component: string): object => policyOf(catalogObjects(component));

  test('for another set of criteria, with nothing else changed (R96)', () => {
    expect(under(calledOf('nvidia-dra-driver'), 'Alpha', 'Beta').graduation).toMatchObject({ met: 1, of: 26 });
    expect(under(calledOf('llm-d-router'), 'Alpha', 'Beta').graduation).toMatchObject({ met: 1, of: 3 });
    const none = under(calledOf('gateway-api-inference-extension'), 'Alpha', 'Beta');
    expect(none.graduation).toBeUndefined();
    expect(conditionOf(none, 'PromotionEligible')).toMatchObject({ status: 'Unknown', reason: 'NoCriteria' });
  });

  test('for the three criteria that landed: completeness, interoperability, stability and soak (R98)', () => {
    const ids = ['completeness', 'interoperability', 'stability'];
    const criteria3 = ids.map((id) => ({ id, title: id, evidence: ['TestFile', 'ReleaseNotes'] }));
    const landed = { levels: [{ name: 'Beta', soakReleases: 2, criteria: criteria3 }] };
    expect(under(landed, 'Alpha', 'Beta').graduation).toMatchObject({
      met: 1,
      of: 3,
      missing: ['completeness', 'stability'],
      soak: '1/2',
    });
  });

  test('for whether Beta may be skipped: not at NVIDIA, at Kubernetes it may (R91)', () => {
    const ready = (component: string, ...levels: string[]) =>
      conditionOf(under(calledOf(component), ...levels), 'Ready');
    for (const levels of [['Beta'], ['Alpha', 'Stable']]) {
      expect(ready('nvidia-dra-driver', ...levels)).toMatchObject({ status: 'False', reason: 'LevelSkipped' });
      expect(ready('kubernetes', ...levels)).toMatchObject({ status: 'True' });
    }
    expect(ready('nvidia-dra-driver', 'Alpha', 'Beta')).toMatchObject({ status: 'True' });
  });
});
