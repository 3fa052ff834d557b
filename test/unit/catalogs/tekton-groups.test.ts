import { describe, expect, test } from 'vitest';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { catalogObjects, evaluated, featureSet, objectsIn } from './catalog.ts';

const tekton = catalogObjects('tekton-pipelines');

/** What Tekton tells at a release; grouped features by level, or one gate. */
function at(release: string, spec: object = {}, more: readonly DeclaredObject[] = []) {
  const install = featureSet('install', { component: 'tekton-pipelines', release, ...spec });
  const report = evaluated([...tekton, ...more, ...install], '2026-08-01').report[0];
  if (!report) throw new Error('no report');
  return {
    errors: report.findings.filter(({ severity }) => severity === 'Error'),
    gate: (name: string) => report.gates.find(({ gate }) => gate === name),
    on: report.gates.filter(({ effective }) => effective === 'Enabled').map(({ gate }) => gate),
  };
}

const group = (level: string, ...overrides: object[]) => ({
  groups: [{ name: 'enable-api-fields', level }],
  overrides,
});

const ALPHA = [
  'configure-default-resolver',
  'debug',
  'hermetic-execution-mode',
  'stdout-stderr-config',
  'windows-scripts',
];
const BETA = [
  'ignore-task-failure',
  'isolated-step-and-sidecar-workspaces',
  'matrix',
  'remote-tasks-and-pipelines',
  'step-and-sidecar-overrides',
  'task-level-resource-requirements',
];
/** A grouped feature that has reached Stable, as none of the real ones has yet. */
const graduated = objectsIn(
  '{apiVersion: stagegate.dev/v1beta1, kind: FeatureGate, metadata: {name: tekton-pipelines.graduated}, spec: {component: tekton-pipelines, gate: graduated, owners: [someone], regime: Grouped, stages: [{release: v0.41.0, level: Stable}]}}',
);

describe('the group switch enable-api-fields', () => {
  const rows: [value: string, on: string[]][] = [
    ['Stable', []],
    ['Beta', BETA],
    ['Alpha', [...ALPHA, ...BETA].sort()],
  ];
  test.each(rows)('at %s has on exactly the grouped features at or above it (R110)', (value, on) => {
    const told = at('v1.15.0', group(value), graduated);
    const reached = [...ALPHA, ...BETA];
    expect(told.on.filter((name) => reached.includes(name))).toEqual(on);
    expect(told.gate('graduated')).toMatchObject({ effective: 'Enabled' });
    expect(told.errors).toEqual([]);
  });

  test('at none contributes nothing: old features are off, Stable ones stay on (R114)', () => {
    const told = at('v1.15.0', group('None'), graduated);
    expect(told.on.filter((name) => [...ALPHA, ...BETA].includes(name))).toEqual([]);
    expect(told.gate('graduated')).toMatchObject({ effective: 'Enabled' });
  });

  test('reaches a promoted feature with beta from its promotion on, with alpha before (R112)', () => {
    const matrix = (release: string, value: string) => at(release, group(value)).gate('matrix')?.effective;
    expect(matrix('v0.52.0', 'Beta')).toBe('Disabled');
    expect(matrix('v0.52.0', 'Alpha')).toBe('Enabled');
    expect(matrix('v0.53.0', 'Beta')).toBe('Enabled');
    expect(matrix('v0.53.0', 'Alpha')).toBe('Enabled');
    expect(matrix('v0.53.0', 'Stable')).toBe('Disabled');
  });

  test('was Stable when nobody set it, and is Beta from v0.49.0 on (R116)', () => {
    const silent = (release: string) => at(release).gate('remote-tasks-and-pipelines');
    expect(silent('v0.48.0')).toMatchObject({ level: 'Beta', effective: 'Disabled', source: 'Group' });
    expect(silent('v0.49.0')).toMatchObject({ level: 'Beta', effective: 'Enabled', source: 'Group' });
    expect(at('v0.49.0', group('Stable')).gate('remote-tasks-and-pipelines')).toMatchObject({ effective: 'Disabled' });
  });

  test('does not reach features with flags of their own, whatever their level (R11, R111)', () => {
    for (const value of ['Stable', 'Beta', 'Alpha', 'None']) {
      const told = at('v1.15.0', group(value));
      // Beta per feature is off, Beta that ships as on is on.
      expect(told.gate('keep-pod-on-cancel')).toMatchObject({
        level: 'Beta',
        default: 'Disabled',
        effective: 'Disabled',
        source: 'Default',
      });
      expect(told.gate('enable-provenance-in-status')).toMatchObject({
        level: 'Beta',
        effective: 'Enabled',
        source: 'Default',
      });
      expect(told.gate('enable-artifacts')).toMatchObject({ level: 'Alpha', effective: 'Disabled', source: 'Default' });
    }
    const own = at('v1.15.0', group('Stable', { gate: 'keep-pod-on-cancel', state: 'Enabled' }));
    expect(own.gate('keep-pod-on-cancel')).toMatchObject({ effective: 'Enabled', source: 'Override' });
    expect(own.errors).toEqual([]);
  });
});

describe('a flag that does nothing any more', () => {
  test('is locked on where it went Stable: off is refused, on is fine and warned of (R15, R16, R21)', () => {
    const set = (release: string, state: string) =>
      at(release, { overrides: [{ gate: 'enable-step-actions', state }] }).errors.map(({ reason }) => reason);
    expect(set('v0.70.0', 'Disabled')).toEqual([]);
    expect(set('v1.0.0', 'Disabled')).toEqual(['GateLocked']);
    expect(set('v1.0.0', 'Enabled')).toEqual([]);
  });
});

describe('settings of Tekton', () => {
  const told = (settings: Record<string, string>, spec: object = {}) =>
    at('v1.15.0', { settings: Object.entries(settings).map(([name, value]) => ({ name, value })), ...spec }).errors.map(
      ({ reason, subject }) => `${reason} ${subject}`,
    );

  test('have a level on each value, which a minimum level judges (R25, R120)', () => {
    expect(told({ 'results-from': 'sidecar-logs' }, { minimumLevel: 'Beta' })).toEqual([]);
    expect(told({ 'results-from': 'sidecar-logs' }, { minimumLevel: 'Stable', ...group('Stable') })).toEqual([
      'BelowMinimumLevel results-from',
    ]);
    expect(told({ 'results-from': 'termination-message' }, { minimumLevel: 'Stable', ...group('Stable') })).toEqual([]);
    expect(told({ coschedule: 'pipelineruns' }, { minimumLevel: 'Beta' })).toEqual(['BelowMinimumLevel coschedule']);
  });

  test('need one another (R86), and stay within their range (R130)', () => {
    expect(told({ 'max-result-size': '1572863', 'results-from': 'sidecar-logs' })).toEqual([]);
    expect(told({ 'max-result-size': '1572864', 'results-from': 'sidecar-logs' })).toEqual([
      'InvalidValue max-result-size',
    ]);
    expect(told({ 'max-result-size': '8192' })).toEqual(['SettingRuleViolated max-result-size']);
    expect(told({ 'set-security-context-read-only-root-filesystem': 'true' })).toEqual([
      'SettingRuleViolated set-security-context-read-only-root-filesystem',
    ]);
    expect(
      told({ 'running-in-environment-with-injected-sidecars': 'false', 'await-sidecar-readiness': 'false' }),
    ).toEqual(['SettingRuleViolated running-in-environment-with-injected-sidecars']);
  });
});
