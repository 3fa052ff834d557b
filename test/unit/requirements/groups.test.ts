import { describe, expect, test } from 'vitest';
import { declaredObject, type DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { catalogObjects, changed, conditionOf, evaluated, featureSet, statusOf } from '../catalogs/catalog.ts';

const tekton = catalogObjects('tekton-pipelines');
const grouped = tekton.filter(({ raw }) => (raw['spec'] as { regime?: string }).regime === 'Grouped');
const VALUES = ['Stable', 'Beta', 'Alpha', 'None'];

const group = (level: string, spec: object = {}): object => ({
  groups: [{ name: 'enable-api-fields', level }],
  ...spec,
});

/** The report on Tekton at a release. */
function at(release: string, spec: object = {}, objects: readonly DeclaredObject[] = tekton) {
  const install = featureSet('install', { component: 'tekton-pipelines', release, ...spec });
  const evaluation = evaluated([...objects, ...install], '2026-08-01');
  const [report] = evaluation.report;
  if (!report) throw new Error('no report');
  return { evaluation, ...report, errors: report.findings.filter(({ severity }) => severity === 'Error') };
}

function valuesAt(...args: Parameters<typeof at>): Record<string, string> {
  return Object.fromEntries(at(...args).gates.map(({ gate, effective }) => [gate, effective]));
}

/** The catalog with a stage more for some gates. */
function grown(names: readonly string[], stage: object, more: object = {}): DeclaredObject[] {
  return tekton.map((one) =>
    names.includes(one.reference)
      ? changed(one, (spec) => ({ ...spec, ...more, stages: [...(spec['stages'] as object[]), stage] }))
      : one,
  );
}

test('no answer depends on the API version that the objects are written in (R110)', () => {
  const overrides = [
    { gate: 'enable-artifacts', state: 'Enabled' },
    { gate: 'enable-artefacts', state: 'Enabled' },
  ];
  const objects = [
    ...tekton,
    ...catalogObjects('llm-d-router'),
    ...featureSet('install', { component: 'tekton-pipelines', release: 'v1.15.0', ...group('Alpha', { overrides }) }),
  ];
  const written = (version: string) => {
    const apiVersion = `stagegate.dev/${version}`;
    const inVersion = objects.map((one) => declaredObject({ ...one, raw: { ...one.raw, apiVersion } }));
    const { items, report } = evaluated(inVersion, '2026-08-01');
    expect(new Set(items.map((item) => item.apiVersion))).toEqual(new Set([apiVersion]));
    return { report, statuses: items.map(({ kind, metadata, status }) => [kind, metadata.name, status]) };
  };
  const beta = written('v1beta1');
  expect(beta.report[0]?.findings.map(({ reason }) => reason)).toContain('UnknownFeatureGate');
  expect(written('v1alpha1')).toEqual(beta);
});

describe('each feature has one way in (R111)', () => {
  test('features that began after v0.53.0 have flags of their own, but for one that Tekton grouped all the same', () => {
    const later = at('v0.53.0').gates.filter(({ level }) => level === 'NotYetAvailable');
    const behind = new Set(grouped.map(({ reference }) => reference.replace('tekton-pipelines.', '')));
    const [own, others] = [false, true].map((is) => later.filter(({ gate }) => behind.has(gate) === is));
    expect(own?.length).toBeGreaterThan(3);
    expect(others?.map(({ gate }) => gate)).toEqual(['ignore-task-failure']);
  });

  test('a flag of its own is refused for each of them, and changes nothing', () => {
    const gates = grouped.map(({ reference }) => reference.replace('tekton-pipelines.', ''));
    const overrides = gates.map((gate) => ({ gate, state: 'Enabled' }));
    const { errors } = at('v1.15.0', group('Stable', { overrides }));
    expect(errors.map(({ reason, subject }) => [reason, subject])).toEqual(
      gates.toSorted().map((gate) => ['GroupedFeatureGate', gate]),
    );
    expect(valuesAt('v1.15.0', group('Stable', { overrides }))).toEqual(valuesAt('v1.15.0', group('Stable')));
  });
});

describe('the group switch may go (R113)', () => {
  const names = grouped.map(({ reference }) => reference);
  const decides = (objects: readonly DeclaredObject[]): boolean =>
    new Set(VALUES.map((value) => JSON.stringify(valuesAt('v1.15.0', group(value), objects)))).size > 1;
  const stable = { release: 'v1.14.0', level: 'Stable' };
  const removed = { release: 'v1.14.0', level: 'Removed' };

  test('not while one of its features is neither Stable nor removed, and they can be counted', () => {
    expect(names).toHaveLength(11);
    expect(decides(tekton)).toBe(true);
    for (const left of names) {
      expect(
        decides(
          grown(
            names.filter((name) => name !== left),
            stable,
          ),
        ),
        left,
      ).toBe(true);
    }
  });

  test('once each of them is Stable or removed: its value decides nothing any more', () => {
    expect(decides(grown(names, stable))).toBe(false);
    const deprecation = { deprecation: { message: 'it is gone' } };
    expect(decides(grown(names, removed, deprecation))).toBe(false);
  });
});

describe('coupling changes no level (R115)', () => {
  test('whatever the group switch says, every feature keeps the level it has', () => {
    const levels = (value: string) => at('v1.15.0', group(value)).gates.map(({ gate, level }) => [gate, level]);
    for (const value of VALUES) expect(levels(value)).toEqual(levels('Stable'));
  });

  test('nothing keeps a grouped Alpha feature from Beta', () => {
    const alpha = grouped.map(({ reference }) => reference).filter((name) => name.endsWith('.debug'));
    const objects = grown(alpha, { release: 'v1.15.0', level: 'Beta' });
    for (const value of VALUES) {
      const { evaluation, errors, gates } = at('v1.15.0', group(value), objects);
      expect(errors).toEqual([]);
      expect(gates.find(({ gate }) => gate === 'debug')).toMatchObject({
        level: 'Beta',
        effective: value === 'Beta' || value === 'Alpha' ? 'Enabled' : 'Disabled',
      });
      expect(conditionOf(statusOf(evaluation, 'tekton-pipelines.debug'), 'Ready')).toMatchObject({ status: 'True' });
    }
  });
});

test('there is one group switch, and the values and switches that were turned down are refused (R117)', () => {
  const policy = tekton.find(({ kind }) => kind === 'MaturityPolicy')?.raw['spec'] as { groups: { name: string }[] };
  expect(policy.groups.map(({ name }) => name)).toEqual(['enable-api-fields']);
  for (const level of ['new-stable', 'legacy-stable']) {
    const install = featureSet('install', { component: 'tekton-pipelines', release: 'v1.15.0', ...group(level) });
    expect(conditionOf(statusOf(evaluated([...tekton, ...install], '2026-08-01'), 'install'), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'SchemaInvalid',
      message: expect.stringContaining(level),
    });
  }
  for (const name of ['legacy-enable-beta-by-default', 'enable-new-api-fields']) {
    const groups = [{ name, level: 'Beta' }];
    expect(at('v1.15.0', { groups }).errors.map(({ reason, subject }) => [reason, subject])).toEqual([
      ['UnknownGroup', name],
    ]);
    expect(valuesAt('v1.15.0', { groups })).toEqual(valuesAt('v1.15.0'));
  }
});

test('what is stored stays valid across a downgrade, though it cannot run there, and runs again after it (R118)', () => {
  const spec = group('Alpha', { overrides: [{ gate: 'enable-artifacts', state: 'Enabled' }] });
  const told = (release: string) => {
    const { evaluation, errors, gates } = at(release, spec);
    const { conditions } = statusOf(evaluation, 'install');
    const parsed = featureSet('install', { component: 'tekton-pipelines', release, ...spec })[0]?.parsed.valid;
    const row = gates.find(({ gate }) => gate === 'enable-artifacts');
    const ready = conditions.find(({ type }) => type === 'Ready')?.status;
    return { parsed, ready, reasons: errors.map(({ reason }) => reason), effective: row?.effective };
  };
  const runs = { parsed: true, ready: 'True', reasons: [], effective: 'Enabled' };
  expect(told('v1.15.0')).toEqual(runs);
  expect(told('v0.53.0')).toEqual({
    parsed: true,
    ready: 'False',
    reasons: ['NotYetAvailable'],
    effective: 'Disabled',
  });
  // All else goes on there.
  expect(valuesAt('v0.53.0', spec)).toEqual(valuesAt('v0.53.0', group('Alpha')));
  expect(told('v1.15.0')).toEqual(runs);
});

test('one switch turns on a whole level, and each gate is then told by name, with who did it (R119)', () => {
  const install = featureSet('install', {
    component: 'kubernetes',
    release: '1.36',
    groups: [
      { name: 'AllAlpha', state: 'Enabled' },
      { name: 'AllBeta', state: 'Enabled' },
    ],
  });
  const evaluation = evaluated([...catalogObjects('kubernetes'), ...install], '2026-08-01');
  const alpha = (evaluation.report[0]?.gates ?? []).filter(
    ({ level, locked, deprecated }) => level === 'Alpha' && !locked && !deprecated,
  );
  expect(alpha.length).toBeGreaterThan(20);
  const status = statusOf(evaluation, 'install') as unknown as {
    enabled: string[];
    exceptions: { gate: string; state: string; source: string; layer?: string }[];
  };
  for (const { gate } of alpha) {
    expect(status.enabled).toContain(gate);
    expect(status.exceptions).toContainEqual(
      expect.objectContaining({ gate, state: 'Enabled', source: 'Group', layer: 'group AllAlpha' }),
    );
  }
});
