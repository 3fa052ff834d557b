import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { declaredObject, type DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import type { OfflineEvaluation } from '../../../src/cli/evaluation/offline-evaluation.ts';
import {
  catalogObjects,
  conditionOf,
  evaluated,
  featureSet,
  installedAt,
  on,
  root,
  statusOf,
} from '../catalogs/catalog.ts';

const driver = catalogObjects('nvidia-dra-driver');
const router = catalogObjects('llm-d-router');

const ready = (evaluation: OfflineEvaluation, name = 'install') => conditionOf(statusOf(evaluation, name), 'Ready');

test('every plugin in use is told with level and deprecation from the first look on, those nobody listed too (R131)', () => {
  const evaluation = installedAt(router, 'llm-d-router', 'v0.10.0', '2026-08-17', {
    plugins: [{ type: 'tokenizer' }, { type: 'agent-identity', name: 'who' }, { type: 'decode-filter' }],
    experimentalPlugins: 'Allow',
  });
  const told = evaluation.report[0]?.plugins.map((row) => `${row.type} ${row.name} ${row.level} ${row.deprecated}`);
  const policy = router.find(({ kind }) => kind === 'MaturityPolicy')?.raw['spec'] as { defaultPlugins: string[] };
  const byItself = policy.defaultPlugins.map((type) => `${type} ${type} Beta false`);
  const listed = [
    'agent-identity who Alpha false',
    'decode-filter decode-filter Beta false',
    'tokenizer tokenizer Beta true',
  ];
  expect(told).toEqual([...byItself, ...listed].toSorted());
  const status = statusOf(evaluation, 'install') as unknown as { plugins: { type: string; reason?: string }[] };
  expect(status.plugins).toHaveLength(told?.length ?? 0);
  expect(status.plugins.find(({ type }) => type === 'tokenizer')).toMatchObject({
    verdict: 'Admitted',
    reason: 'DeprecatedPlugin',
    message: expect.stringContaining('v0.11.0'),
  });
});

test('one condition says whether it works for this instance, and if not, why (R132)', () => {
  expect(ready(installedAt(driver, 'nvidia-dra-driver', 'v0.5.0', '2026-09-01'))).toMatchObject({
    status: 'True',
    reason: 'Evaluated',
  });
  const refused = ready(installedAt(driver, 'nvidia-dra-driver', 'v0.5.0', '2026-09-01', on('DynamicMig')));
  expect(refused).toMatchObject({ status: 'False', reason: 'UnknownFeatureGate' });
  expect(refused?.message).toContain("'DynamicMIG'");
});

/** The objects with the statuses that an evaluation gave them, as they stand when the next one comes. */
function standing(objects: readonly DeclaredObject[], { items }: OfflineEvaluation): DeclaredObject[] {
  return objects.map((one) => {
    const item = items.find(({ kind, metadata }) => kind === one.kind && metadata.name === one.raw.metadata.name);
    if (!item) throw new Error(`no item for ${one.reference}`);
    return declaredObject({ ...one, raw: { ...one.raw, status: item.status } });
  });
}

test('a deprecation is warned of in every release of its window, and announced once however often it is looked at (R133)', () => {
  const days: [release: string, day: string][] = [
    ['v0.8.0', '2026-04-25'],
    ['v0.9.0', '2026-06-23'],
    ['v0.10.0', '2026-08-17'],
    ['v0.11.0', '2026-09-30'],
  ];
  const kept = ['tokenizer', 'pd-profile-handler'].map((type) => `llm-d-router.${type}`);
  const announced = (evaluation: OfflineEvaluation, name: string) =>
    (statusOf(evaluation, name) as unknown as { notices: { reason: string }[] }).notices.map(({ reason }) => reason);
  let last: OfflineEvaluation | undefined;
  const findings: string[][] = [];
  let catalog = router.filter(({ kind, reference }) => kind === 'MaturityPolicy' || kept.includes(reference));
  for (const [release, day] of days) {
    const install = featureSet('install', {
      component: 'llm-d-router',
      release,
      plugins: [{ type: 'tokenizer' }],
    });
    let objects = [...catalog, ...install];
    for (let look = 0; look < 3; look += 1) objects = standing(objects, evaluated(objects, day));
    const evaluation = evaluated(objects, day);
    const told = evaluation.report[0]?.findings.filter(({ subject }) => subject === 'tokenizer') ?? [];
    findings.push(told.map(({ severity, reason }) => `${severity} ${reason}`));
    last = evaluation;
    catalog = objects.filter(({ kind }) => kind !== 'FeatureSet');
  }
  const warning = ['Warning DeprecatedPlugin'];
  expect(findings).toEqual([[], warning, warning, ['Error RemovedPlugin']]);
  if (!last) throw new Error('nothing was looked at');
  // Approaching: at two releases to go and at one.
  expect(announced(last, 'llm-d-router.tokenizer')).toEqual([
    'Deprecated',
    'RemovalApproaching',
    'RemovalApproaching',
    'Removed',
  ]);
  // Overdue in two releases, and told once.
  expect(announced(last, 'llm-d-router.pd-profile-handler')).toEqual([
    'Deprecated',
    'RemovalApproaching',
    'RemovalOverdue',
    'Removed',
  ]);
});

test('whoever may view a namespace sees the effective gates in the status there (R134)', () => {
  const status = statusOf(
    installedAt(driver, 'nvidia-dra-driver', 'v0.4.0', '2026-09-01', on('MPSSupport')),
    'install',
  ) as unknown as { enabled: string[]; disabled: string[] };
  expect(status.enabled).toEqual([
    'ComputeDomainCliques',
    'CrashOnNVLinkFabricErrors',
    'IMEXDaemonsWithDNSNames',
    'MPSSupport',
  ]);
  expect(status.disabled).toContain('TimeSlicingSettings');
  const text = readFileSync(path.join(root, 'config/rbac/people.yaml'), 'utf8');
  const roles = parseAllDocuments(text).map((document) => document.toJS() as Role);
  const viewer = roles.find(
    ({ metadata }) => metadata.labels?.['rbac.authorization.k8s.io/aggregate-to-view'] === 'true',
  );
  expect(viewer?.rules).toContainEqual({
    apiGroups: ['stagegate.dev'],
    resources: expect.arrayContaining(['featuresets', 'featuregates']),
    verbs: ['get', 'list', 'watch'],
  });
});

interface Role {
  metadata: { labels?: Record<string, string> };
  rules: object[];
}

describe('a status shows (R136)', () => {
  const generation = 7;
  const numbered = driver.map((one) =>
    declaredObject({ ...one, raw: { ...one.raw, metadata: { ...one.raw.metadata, generation } } }),
  );
  const evaluation = installedAt(numbered, 'nvidia-dra-driver', 'v0.4.0', '2026-09-01', {
    overrides: [
      { gate: 'IMEXDaemonsWithDNSNames', state: 'Disabled', reason: 'old GPU driver' },
      { gate: 'MPSSupport', state: 'Enabled' },
    ],
  });

  test('who decided, in which layer, and what blocks', () => {
    const install = statusOf(evaluation, 'install') as unknown as { exceptions: object[]; findings: object[] };
    expect(install.exceptions).toEqual([
      { gate: 'ComputeDomainCliques', state: 'Disabled', level: 'Beta', source: 'Dependency' },
      {
        gate: 'IMEXDaemonsWithDNSNames',
        state: 'Disabled',
        level: 'Beta',
        source: 'Override',
        layer: 'spec.overrides',
        reason: 'old GPU driver',
      },
      { gate: 'MPSSupport', state: 'Enabled', level: 'Alpha', source: 'Override', layer: 'spec.overrides' },
    ]);
    expect(install.findings).toContainEqual(
      expect.objectContaining({
        reason: 'DependencyUnmet',
        subject: 'ComputeDomainCliques',
        message: expect.stringContaining("'IMEXDaemonsWithDNSNames'"),
      }),
    );
  });

  test('the stage in force, what is missing for the next, and which generation this is about', () => {
    const gate = statusOf(evaluation, 'nvidia-dra-driver.mpssupport');
    expect(gate).toMatchObject({
      observedGeneration: generation,
      asOf: 'v0.4.0',
      summary: { level: 'Alpha', default: 'Disabled', locked: false },
      releases: [{ release: 'v0.4.0', level: 'Alpha', enabled: 'All' }],
      graduation: { next: 'Beta', eligible: false, missing: expect.arrayContaining(['A1', 'B10']) },
    });
    expect(gate.conditions.map((one) => (one as { observedGeneration?: number }).observedGeneration)).toEqual(
      gate.conditions.map(() => generation),
    );
  });

  test('the window of a removal with its dates', () => {
    const at = installedAt(router, 'llm-d-router', 'v0.10.0', '2026-08-17');
    expect(statusOf(at, 'llm-d-router.pd-profile-handler').deprecation).toEqual({
      earliestRemoval: { release: 'v0.9.0', date: '2026-06-23' },
      scheduled: { release: 'v0.9.0', date: '2026-06-23' },
      verdict: 'Overdue',
      overdue: { releases: 2, days: 55 },
    });
  });
});
