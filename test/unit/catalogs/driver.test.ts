import { describe, expect, test } from 'vitest';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import {
  catalogObjects,
  changed,
  conditionOf,
  evaluated,
  featureSet,
  installedAt,
  objectsIn,
  on,
  statusOf,
  type Status,
} from './catalog.ts';

const driver = catalogObjects('nvidia-dra-driver');
const kubernetes = catalogObjects('kubernetes');

/** The driver at one release, on Kubernetes at another. */
function driverOn(
  release: string,
  minor: string | undefined,
  spec: object = {},
  objects = driver,
  clusterSpec: object = {},
) {
  const platform =
    minor === undefined ? {} : { platform: [{ component: 'kubernetes', featureSet: { name: 'cluster' } }] };
  const cluster =
    minor === undefined ? [] : featureSet('cluster', { component: 'kubernetes', release: minor, ...clusterSpec });
  const evaluation = installedAt([...objects, ...kubernetes, ...cluster], 'nvidia-dra-driver', release, '2026-09-01', {
    ...platform,
    ...spec,
  });
  const report = evaluation.report.find(({ component }) => component === 'nvidia-dra-driver');
  if (!report) throw new Error('no report');
  return {
    evaluation,
    errors: report.findings.filter(({ severity }) => severity === 'Error'),
    findings: report.findings,
    gate: (name: string) => report.gates.find(({ gate }) => gate === name),
  };
}

describe('DynamicMIG', () => {
  test('needs DRAPartitionableDevices of Kubernetes 1.35, and no longer of 1.36 (R70, R82)', () => {
    const old = driverOn('v0.4.0', '1.35', on('DynamicMIG'));
    expect(old.errors.map(({ reason, subject }) => [reason, subject])).toEqual([['DependencyUnmet', 'DynamicMIG']]);
    expect(old.errors[0]?.message).toContain('DRAPartitionableDevices');
    expect(old.gate('DynamicMIG')).toMatchObject({ requested: 'Enabled', effective: 'Disabled', source: 'Dependency' });
    const now = driverOn('v0.4.0', '1.36', on('DynamicMIG'));
    expect(now.errors).toEqual([]);
    expect(now.gate('DynamicMIG')).toMatchObject({ effective: 'Enabled', source: 'Override' });
  });

  test('stays off where the API server has the gate and it is off', () => {
    const off = { overrides: [{ gate: 'DRAPartitionableDevices', state: 'Disabled' }] };
    expect(driverOn('v0.4.0', '1.35', on('DynamicMIG'), driver, off).errors).toHaveLength(1);
    const enabled = driverOn('v0.4.0', '1.35', on('DynamicMIG'), driver, on('DRAPartitionableDevices'));
    expect(enabled.errors).toEqual([]);
    expect(enabled.gate('DynamicMIG')).toMatchObject({ effective: 'Enabled' });
  });

  test('is not judged against a Kubernetes that nobody names', () => {
    const alone = driverOn('v0.4.0', undefined, on('DynamicMIG'));
    expect(alone.errors).toEqual([]);
    expect(alone.findings).toContainEqual(expect.objectContaining({ severity: 'Info', reason: 'PlatformUnknown' }));
  });
});

test('DRAListTypeAttributes at Beta is deferred on Kubernetes 1.37, where its upstream is still Alpha (R104, R105, R107)', () => {
  const promoted = driver.map((object) =>
    object.reference === 'nvidia-dra-driver.dralisttypeattributes'
      ? changed(object, (spec) => ({
          ...spec,
          stages: [...(spec['stages'] as object[]), { release: 'v0.5.0', level: 'Beta' }],
        }))
      : object,
  );
  const { findings, gate, errors } = driverOn('v0.5.0', '1.37', {}, promoted);
  expect(errors).toEqual([]);
  expect(findings).toContainEqual(
    expect.objectContaining({ severity: 'Info', reason: 'UpstreamMismatch', subject: 'DRAListTypeAttributes' }),
  );
  expect(gate('DRAListTypeAttributes')).toMatchObject({
    level: 'Beta',
    default: 'Enabled',
    effective: 'Disabled',
    source: 'UpstreamCoupling',
  });
  // One stage earlier nothing lags: Alpha needs Alpha.
  expect(driverOn('v0.5.0', '1.37').findings.map(({ reason }) => reason)).not.toContain('UpstreamMismatch');
});

describe('a promotion that runs ahead of its upstream', () => {
  /** DRAListTypeAttributes at Beta in v0.5.0, with a decision recorded or not, on Kubernetes 1.37. */
  function promoted(decision: object, spec: object = {}) {
    const objects = driver.map((object) =>
      object.reference === 'nvidia-dra-driver.dralisttypeattributes'
        ? changed(object, ({ requires: _, stages, upstream, ...rest }) => ({
            ...rest,
            stages: [...(stages as object[]), { release: 'v0.5.0', level: 'Beta' }],
            upstream: (upstream as object[]).map((one) => ({ ...one, ...decision })),
          }))
        : object,
    );
    const told = driverOn('v0.5.0', '1.37', spec, objects);
    const found = told.findings.find(({ reason }) => reason === 'UpstreamMismatch');
    return { found, row: told.gate('DRAListTypeAttributes') };
  }
  const decided = { decidedBy: 'the maintainers', rationale: 'there is a fallback' };
  const decisions: [decision: object, severity: string, effective: string][] = [
    [{}, 'Info', 'Disabled'],
    [{ onMismatch: 'Defer', ...decided }, 'Info', 'Disabled'],
    [{ onMismatch: 'Degrade', ...decided }, 'Warning', 'Enabled'],
    [{ onMismatch: 'Fail', ...decided }, 'Error', 'Disabled'],
  ];
  test.each(decisions)(
    'is deferred unless a decision is recorded: %j gives %s, and the gate is %s (R105)',
    (decision, severity, effective) => {
      const { found, row } = promoted(decision);
      expect(found).toMatchObject({ severity, subject: 'DRAListTypeAttributes' });
      expect(row).toMatchObject({ default: 'Enabled', effective });
    },
  );

  test('falls back to the level before, and whoever asks for it still gets it, unless it says Fail (R106)', () => {
    expect(promoted({}, on('DRAListTypeAttributes')).row).toMatchObject({ effective: 'Enabled', source: 'Override' });
    expect(promoted({ onMismatch: 'Fail' }, on('DRAListTypeAttributes')).row).toMatchObject({ effective: 'Disabled' });
  });
});

test('DRAListTypeAttributes needs the Kubernetes gate of the same name (R82)', () => {
  const told = (minor: string, cluster: object = {}) =>
    driverOn('v0.5.0', minor, on('DRAListTypeAttributes'), driver, cluster).errors.map(
      ({ reason, subject }) => `${reason} ${subject}`,
    );
  // Not yet available in 1.35, off by default in 1.36.
  expect(told('1.35')).toEqual(['DependencyUnmet DRAListTypeAttributes']);
  expect(told('1.36')).toEqual(['DependencyUnmet DRAListTypeAttributes']);
  expect(told('1.36', on('DRAListTypeAttributes'))).toEqual([]);
});

test('a gate that skips Beta breaks the policy of the driver, one that entered at Beta before v0.4.0 is grandfathered (R73, R91)', () => {
  const skipping = driver.map((object) =>
    object.reference === 'nvidia-dra-driver.devicemetadata'
      ? changed(object, ({ requires: _, ...spec }) => ({
          ...spec,
          stages: [...(spec['stages'] as object[]), { release: 'v0.5.0', level: 'Stable' }],
        }))
      : object,
  );
  const ready = (objects: readonly DeclaredObject[], name: string) =>
    conditionOf(statusOf(evaluated(objects, '2026-09-01'), `nvidia-dra-driver.${name}`), 'Ready');
  expect(ready(driver, 'devicemetadata')).toMatchObject({ status: 'True' });
  const broken = ready(skipping, 'devicemetadata');
  expect(broken).toMatchObject({ status: 'False' });
  expect(broken?.message).toMatch(/Stable.*Beta|Beta.*Stable/);
  expect(ready(driver, 'crashonnvlinkfabricerrors')).toMatchObject({ status: 'True' });
  expect(statusOf(evaluated(driver, '2026-09-01'), 'nvidia-dra-driver').grandfathered?.names).toEqual([
    'ComputeDomainCliques',
    'CrashOnNVLinkFabricErrors',
    'IMEXDaemonsWithDNSNames',
  ]);
});

test('IMEXDaemonsWithDNSNames=false alone is refused at 0.3, where ComputeDomainCliques is on by default, and fine at 0.2 (R76, R78)', () => {
  const off = { overrides: [{ gate: 'IMEXDaemonsWithDNSNames', state: 'Disabled' }] };
  for (const release of ['0.3', 'v25.12.0', 'v0.4.0', 'v0.5.0']) {
    const { errors, gate } = driverOn(release, undefined, off);
    expect(errors.map(({ reason, subject }) => [reason, subject])).toEqual([
      ['DependencyUnmet', 'ComputeDomainCliques'],
    ]);
    expect(gate('ComputeDomainCliques')).toMatchObject({ effective: 'Disabled', source: 'Dependency' });
  }
  for (const release of ['0.2', 'v25.8.0', 'v25.8.1']) expect(driverOn(release, undefined, off).errors).toEqual([]);
});

test('ComputeDomainCliques, Beta since 0.3, has soaked for Stable after 0.4 and 0.5, and is grandfathered by name (R67, R69, R73, R90)', () => {
  const soak = (release: string) =>
    statusOf(driverOn(release, undefined).evaluation, 'nvidia-dra-driver.computedomaincliques').graduation;
  expect(['v25.12.0', 'v0.4.0', 'v0.5.0'].map((release) => soak(release)?.soak)).toEqual(['0/2', '1/2', '2/2']);
  expect(soak('v0.5.0')).toMatchObject({ next: 'Stable', eligible: false });
  const { evaluation } = driverOn('v0.5.0', undefined);
  expect(statusOf(evaluation, 'nvidia-dra-driver').grandfathered?.names).toContain('ComputeDomainCliques');
  expect(
    conditionOf(statusOf(evaluation, 'nvidia-dra-driver.computedomaincliques'), 'PromotionEligible')?.message,
  ).toContain('grandfathered');
});

const evidence = (...entries: string[]): object[] => entries.map((criterion) => ({ criterion, state: 'Met' }));

describe('graduation by the long list', () => {
  const alpha = ['A1', 'A2', 'A3', 'A4', 'A5'];
  const beta = ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B8', 'B9', 'B10'];
  /** Status of NVMLDeviceHealthCheck at v0.4.0, one release after it began. */
  function judged(shown: object[], category: string[]): Status {
    const objects = driver.map((object) =>
      object.reference === 'nvidia-dra-driver.nvmldevicehealthcheck'
        ? changed(object, ({ upstream: _, ...spec }) => ({ ...spec, category, evidence: shown }))
        : object,
    );
    const evaluation = installedAt(objects, 'nvidia-dra-driver', 'v0.4.0', '2026-05-15');
    return statusOf(evaluation, 'nvidia-dra-driver.nvmldevicehealthcheck');
  }

  test('criteria are cumulative: 5 for Alpha, 10 more for Beta, 11 more for Stable (R87)', () => {
    expect(judged(evidence(...alpha), []).graduation).toMatchObject({ next: 'Beta', met: 5, of: 15, missing: beta });
    expect(judged(evidence(...alpha, ...beta), []).graduation).toMatchObject({ eligible: true, met: 15, missing: [] });
    const cliques = installedAt(driver, 'nvidia-dra-driver', 'v0.4.0', '2026-05-15');
    expect(statusOf(cliques, 'nvidia-dra-driver.computedomaincliques').graduation).toMatchObject({ of: 26 });
  });

  test('metrics may be waived with a reason, but not for what watches health, and pending stays visible (R89)', () => {
    const others = evidence(...alpha, ...beta.filter((id) => id !== 'B4'));
    const waived = [...others, { criterion: 'B4', state: 'NotApplicable', reason: 'nothing to measure' }];
    expect(judged(waived, []).graduation).toMatchObject({ eligible: true });
    expect(judged(waived, ['HealthMonitoring']).graduation).toMatchObject({ eligible: false, missing: ['B4'] });
    const pending = [...others, { criterion: 'B4', state: 'PendingInfrastructure', reason: 'no endpoint yet' }];
    const status = judged(pending, ['HealthMonitoring']);
    expect(status.graduation).toMatchObject({ eligible: false, missing: ['B4'] });
    expect(conditionOf(status, 'PromotionEligible')?.message).toContain('waiting for infrastructure: B4');
  });
});

describe('settings of the driver', () => {
  const hostManaged = { settings: [{ name: 'host-managed-imex', value: 'true' }] };
  test('host-managed IMEX needs its gate (R29) and switches two Beta gates off, with the cause (R30)', () => {
    const refused = driverOn('v0.5.0', undefined, hostManaged);
    expect(refused.errors.map(({ reason, subject }) => [reason, subject])).toEqual([
      ['SettingRuleViolated', 'host-managed-imex'],
    ]);
    const { errors, findings, gate } = driverOn('v0.5.0', undefined, {
      ...hostManaged,
      ...on('HostManagedIMEXDaemon'),
    });
    expect(errors).toEqual([]);
    for (const forced of ['IMEXDaemonsWithDNSNames', 'ComputeDomainCliques']) {
      expect(gate(forced)).toMatchObject({ default: 'Enabled', effective: 'Disabled', source: 'Setting' });
      expect(findings.find(({ subject }) => subject === forced)?.message).toContain('host-managed-imex');
    }
  });

  test('a driver older than 570.158.01 is too old for IMEX daemons with DNS names (R75, R83)', () => {
    const floor = (release: string) => {
      const gpu = objectsIn(
        `{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: gpu}, spec: {component: nvidia-gpu-driver, release: "${release}"}}`,
      );
      return driverOn(
        'v25.8.0',
        undefined,
        { platform: [{ component: 'nvidia-gpu-driver', featureSet: { name: 'gpu' } }] },
        [...driver, ...gpu],
      );
    };
    expect(floor('570.158.01').gate('IMEXDaemonsWithDNSNames')).toMatchObject({ effective: 'Enabled' });
    const old = floor('570.148.08');
    expect(old.gate('IMEXDaemonsWithDNSNames')).toMatchObject({ effective: 'Disabled' });
    expect(old.findings.find(({ subject }) => subject === 'IMEXDaemonsWithDNSNames')).toMatchObject({
      reason: 'EnvironmentTooOld',
    });
  });
});
