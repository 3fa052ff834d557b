import { describe, expect, test } from 'vitest';
import {
  catalogObjects,
  conditionOf,
  evaluated,
  installedAt,
  objectsIn,
  statusOf,
  type Status,
} from '../catalogs/catalog.ts';

const driver = catalogObjects('nvidia-dra-driver');
const tekton = catalogObjects('tekton-pipelines');
const router = catalogObjects('llm-d-router');
const kubernetes = catalogObjects('kubernetes');

/** Evaluates a gate `thing` with stages such as `v0.4.0 Beta` beside the catalog of its component. */
function thing(
  objects: typeof driver,
  component: string,
  stages: readonly string[],
  { release, more = {}, day = '2026-09-01' }: { release?: string; more?: object; day?: string } = {},
): Status {
  const spec = {
    component,
    gate: 'thing',
    owners: ['someone'],
    stages: stages.map((text) => ({ release: text.split(' ')[0], level: text.split(' ')[1] })),
    deprecation: { message: 'use other' },
    ...more,
  };
  const text = {
    apiVersion: 'stagegate.dev/v1beta1',
    kind: 'FeatureGate',
    metadata: { name: `${component}.thing` },
    spec,
  };
  const all = [...objects, ...objectsIn(JSON.stringify(text))];
  const evaluation = release === undefined ? evaluated(all, day) : installedAt(all, component, release, day);
  return statusOf(evaluation, `${component}.thing`);
}

describe('releases are counted from the list of those that were made', () => {
  const announcedIn = (release: string) =>
    thing(tekton, 'tekton-pipelines', ['v0.41.0 Alpha', `${release} Deprecated`]).deprecation?.earliestRemoval?.release;

  test('one release after v0.66.0 is v0.68.0, after v1.7.0 v1.9.0, after v0.70.0 v1.0.0 (R67)', () => {
    expect(['v0.66.0', 'v1.7.0', 'v0.70.0'].map(announcedIn)).toEqual(['v0.68.0', 'v1.9.0', 'v1.0.0']);
  });

  test('in the order of numbers: two releases after v0.8.0 is v0.10.0, and v0.10.0 is past v0.9.0 (R68)', () => {
    const status = (release: string) =>
      thing(router, 'llm-d-router', ['v0.3.0 Beta', 'v0.8.0 Deprecated', 'v0.10.0 Removed'], { release });
    expect(status('v0.9.0').deprecation?.earliestRemoval?.release).toBe('v0.10.0');
    expect(status('v0.9.0').summary?.level).toBe('Beta');
    expect(status('v0.10.0').summary?.level).toBe('Removed');
  });

  test('in the order in which they came, also where that is not the order of numbers: v0.4.0 after v25.12.0 (R69)', () => {
    const announced = thing(driver, 'nvidia-dra-driver', ['v25.8.0 Beta', 'v25.12.0 Deprecated']);
    expect(announced.deprecation?.earliestRemoval).toEqual({ release: 'v0.4.0', date: '2026-05-15' });
    const stages = ['v25.8.0 Alpha', 'v0.4.0 Beta'];
    const level = (release: string) =>
      thing(driver, 'nvidia-dra-driver', stages, { release, more: { deprecation: undefined } }).summary?.level;
    expect(['25.3', '25.8', '25.12', '26.4'].map(level)).toEqual(['NotYetAvailable', 'Alpha', 'Alpha', 'Beta']);
    // The same four by the names that the driver's registry has for them.
    expect(['0.1', '0.2', '0.3', '0.4'].map(level)).toEqual(['NotYetAvailable', 'Alpha', 'Alpha', 'Beta']);
  });

  test('beyond the end of the list as so many releases to go, and months from the day of the notice (R67, R71)', () => {
    const router10 = thing(router, 'llm-d-router', ['v0.3.0 Beta', 'v0.12.0 Deprecated'], { release: 'v0.10.0' });
    expect(router10.deprecation?.earliestRemoval).toEqual({ releasesToGo: 2 });
    const dated = thing(tekton, 'tekton-pipelines', ['v0.41.0 Beta', 'v0.66.0 Deprecated'], { release: 'v0.68.0' });
    expect(dated.deprecation?.earliestRemoval).toEqual({ date: '2025-09-03' });
    // A window of both needs both: v1.6.0 of the endpoint picker is the last one listed.
    const extension = catalogObjects('gateway-api-inference-extension');
    const both = thing(extension, 'gateway-api-inference-extension', ['v1.0.0 Beta', 'v1.5.0 Deprecated']);
    expect(both.deprecation?.earliestRemoval).toEqual({ releasesToGo: 1, date: '2026-10-18' });
  });
});

test('each component has releases of its own: 1.36 of Kubernetes and 0.4 of the driver that runs on it (R70)', () => {
  const cluster = objectsIn(
    '{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: cluster}, spec: {component: kubernetes, release: "1.36"}}',
  );
  const platform = [{ component: 'kubernetes', featureSet: { name: 'cluster' } }];
  const evaluation = installedAt([...driver, ...kubernetes, ...cluster], 'nvidia-dra-driver', '0.4', '2026-09-01', {
    platform,
  });
  const level = (component: string) =>
    evaluation.report
      .find((one) => one.component === component)
      ?.gates.find(({ gate }) => gate === 'DRAListTypeAttributes')?.level;
  // Two gates of one name, each read by its own calendar.
  expect([level('nvidia-dra-driver'), level('kubernetes')]).toEqual(['Alpha', 'Alpha']);
  expect(statusOf(evaluation, 'nvidia-dra-driver.dralisttypeattributes').asOf).toBe('0.4');
  expect(statusOf(evaluation, 'kubernetes.dralisttypeattributes').asOf).toBe('1.36');
  // 1.36 is no release of the driver, and v25.12.0 none of Kubernetes' calendar.
  const wrong = installedAt(driver, 'nvidia-dra-driver', '1.36', '2026-09-01').report[0]?.findings;
  expect(wrong?.[0]).toMatchObject({ severity: 'Error', reason: 'ReleaseUnknown' });
});

test('a gate that entered at Beta before the rules bind is grandfathered, one that does so later breaks them (R73)', () => {
  const entered = (release: string) =>
    thing(driver, 'nvidia-dra-driver', [`${release} Beta`], { more: { deprecation: undefined } });
  const old = entered('v25.12.0');
  expect(conditionOf(old, 'Ready')).toMatchObject({ status: 'True' });
  expect(conditionOf(old, 'PromotionEligible')?.message).toContain(
    'it skipped a level before the rules applied and is grandfathered',
  );
  expect(conditionOf(entered('v0.4.0'), 'Ready')).toMatchObject({ status: 'False', reason: 'LevelSkipped' });
});

test('an install may run what is no release yet: pre-releases and builds stand before the release they lead to (R74)', () => {
  const stages = ['v0.4.0 Alpha', 'v0.5.0 Beta'];
  const level = (release: string) =>
    thing(driver, 'nvidia-dra-driver', stages, { release, more: { deprecation: undefined } }).summary?.level;
  expect(
    ['25.12.0-dev', 'v0.5.0-dev', 'v0.5.0-dev-3f2a1c9', 'v0.5.0-rc.1', 'v0.5.0', 'v0.5.0+3f2a1c9'].map(level),
  ).toEqual(['NotYetAvailable', 'Alpha', 'Alpha', 'Alpha', 'Beta', 'Beta']);
});

test('versions of four parts of digits with leading zeros are compared as numbers where a floor names one (R75)', () => {
  const errors = (version: string) => {
    const gpu = objectsIn(
      `{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: gpu}, spec: {component: nvidia-gpu-driver, release: "${version}"}}`,
    );
    const platform = [{ component: 'nvidia-gpu-driver', featureSet: { name: 'gpu' } }];
    return installedAt([...driver, ...gpu], 'nvidia-dra-driver', 'v25.8.0', '2026-09-01', { platform })
      .report.find(({ component }) => component === 'nvidia-dra-driver')
      ?.findings.filter(({ reason }) => reason === 'EnvironmentTooOld').length;
  };
  expect(['570.86.15', '570.158.00', '570.158.01', '570.158.1', '570.172.08', '1000.1.01'].map(errors)).toEqual([
    1, 1, 0, 0, 0, 0,
  ]);
});
