import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { evaluated, featureSet, gate, on, said, told, verdictOn, world } from '../../../support/sample.ts';

const BETA = gate('Beta', ['1.30 Beta on']);

describe('the stage in force', () => {
  test('is the newest that the release has reached; before the first a gate is not yet available', () => {
    const one = gate('One', ['1.30 Alpha off', '1.32 Beta on', '1.34 Stable on locked']);
    const at = (release: string) => {
      const row = evaluated([one], { release }).rows.get('One');
      return `${row?.level} ${row?.default} ${row?.locked} ${row?.source}`;
    };
    expect(at('1.29')).toBe('NotYetAvailable Disabled false NotAvailable');
    expect(at('1.31')).toBe('Alpha Disabled false Default');
    expect(at('1.32.0-alpha.1')).toBe('Beta Enabled false Default');
    expect(at('1.40')).toBe('Stable Enabled true Lock');
  });

  test('of a pair waits for minCompatibility, which is one minor behind unless it is said (semantics.md rule 16)', () => {
    const pair = gate('Pair', ['1.34 Beta off', '1.34 Beta on >=1.34']);
    const at = (release: string, minCompatibility?: string) =>
      evaluated([pair], { release, ...(minCompatibility && { minCompatibility }) }).rows.get('Pair')?.effective;
    expect(at('1.34')).toBe('Disabled');
    expect(at('1.35')).toBe('Enabled');
    expect(at('1.34', '1.34')).toBe('Enabled');
    expect(at('1.36', '1.33')).toBe('Disabled');
  });

  test('may be an old one where an inherited minCompatibility keeps the newer from holding (semantics.md rule 15)', () => {
    const one = gate('One', ['1.31 Alpha off', '1.32 Beta off', '1.32 Beta on >=1.32', '1.36 Stable on']);
    const level = (minCompatibility: string) => evaluated([one], { minCompatibility }).rows.get('One')?.level;
    expect(level('1.31')).toBe('Beta');
    expect(level('1.32')).toBe('Stable');
  });

  test('may be the last: a tombstone is off and cannot be set, and the refusal says what its message advises', () => {
    const gone = gate('Gone', ['1.30 Stable on locked', '1.35 Removed'], {
      deprecation: { message: 'it is always on now' },
    });
    const verdict = evaluated([gone], { overrides: on('Gone') });
    expect(told(verdict)).toEqual(['Gone Disabled Disabled Removed']);
    expect(verdict.findings[0]?.fact).toMatchObject({
      kind: 'RemovedFeatureGate',
      removedIn: '1.35',
      guidance: { message: 'it is always on now' },
    });
  });

  test('at minCompatibility past the release is an Error, and the default is taken', () => {
    const verdict = evaluated([BETA], { release: '1.34', minCompatibility: '1.35' });
    expect(verdict.minCompatibility).toBe('1.33');
    expect(said(verdict.findings)).toEqual(['Error InvalidValue kubernetes']);
  });
});

describe('what the world lacks', () => {
  test('a component without policy is judged by the rules of Kubernetes, with a Warning', () => {
    const beta = gate('Beta', ['v0.3 Beta'], { component: 'driver' });
    const one = evaluate(
      world({
        component: 'driver',
        gates: [beta],
        featureSets: [featureSet({ component: 'driver', release: 'v0.4' })],
      }),
    );
    expect(said(verdictOn(one).findings)).toEqual(['Warning PolicyMissing driver']);
    expect(told(verdictOn(one))).toEqual(['Beta Enabled Enabled Default']);
  });

  test('a release that is not reported yet, or cannot be placed, is an Error and nothing is said of gates', () => {
    expect(evaluated([BETA], { releaseFrom: 'APIServer' })).toMatchObject({
      release: undefined,
      findings: [{ fact: { kind: 'ReleaseNotReported' } }],
    });
    expect(evaluated([BETA], { release: '2.0' }).findings[0]?.fact).toEqual({
      kind: 'ReleaseUnknown',
      field: 'spec.release',
      release: '2.0',
      listed: true,
    });
    expect(evaluated([BETA], { release: '2.0' }).rows.size).toBe(0);
  });

  test('a reported release and its minCompatibility are taken, unless the FeatureSet says its own', () => {
    const reported = { release: '1.34', minCompatibility: '1.32' };
    const at = (spec: object) =>
      verdictOn(
        evaluate(world({ gates: [BETA], reported, featureSets: [featureSet({ releaseFrom: 'APIServer', ...spec })] })),
      );
    expect(at({})).toMatchObject(reported);
    expect(at({ minCompatibility: '1.33' })).toMatchObject({ release: '1.34', minCompatibility: '1.33' });
  });

  test('rules about another component change nothing while its release is not known: one Info names the gates', () => {
    const needing = gate('Needing', ['1.30 Beta on'], { requires: [{ component: 'runtime', platformFrom: '2.0' }] });
    const verdict = evaluated([needing]);
    expect(verdict.findings).toEqual([
      { severity: 'Info', subject: 'runtime', fact: { kind: 'PlatformUnknown', gates: ['Needing'] } },
    ]);
    expect(told(verdict)).toEqual(['Needing Enabled Enabled Default']);
  });
});
