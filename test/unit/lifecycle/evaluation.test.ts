import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../src/api/declared.ts';
import { evaluate } from '../../../src/lifecycle/evaluate.ts';
import { evaluated, featureSet, gate, policy, said, verdictOn, world } from './sample.ts';

/** Rows as `Gate requested effective Source`. */
function told({ rows }: ReturnType<typeof evaluated>): string[] {
  return [...rows.values()].map(
    ({ life, requested, effective, source }) => `${life.name} ${requested} ${effective} ${source}`,
  );
}

const on = (...gates: string[]) => gates.map((name) => ({ gate: name, state: 'Enabled' }));
const off = (...gates: string[]) => gates.map((name) => ({ gate: name, state: 'Disabled' }));
const switched = (name: string, state: string) => [{ name, state }];

const ALPHA = gate('Alpha', ['1.30 Alpha off']);
const BETA = gate('Beta', ['1.30 Beta on']);
const STABLE = gate('Stable', ['1.30 Beta on', '1.35 Stable on']);
const LOCKED = gate('Locked', ['1.30 Stable on locked']);
const NEW = gate('New', ['1.37 Alpha off']);
const OLD = gate('Old', ['1.30 Beta on', '1.33 Deprecated']);

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
      advice: 'it is always on now',
    });
  });

  test('at minCompatibility past the release is an Error, and the default is taken', () => {
    const verdict = evaluated([BETA], { release: '1.34', minCompatibility: '1.35' });
    expect(verdict.minCompatibility).toBe('1.33');
    expect(said(verdict.findings)).toEqual(['Error InvalidValue kubernetes']);
  });
});

describe('group switches', () => {
  const gates = [ALPHA, BETA, STABLE, LOCKED, NEW, OLD];

  test('reach the unlocked gates that are exactly at their level now, on and off', () => {
    expect(
      told(evaluated(gates, { groups: switched('AllAlpha', 'Enabled') })).filter((row) => row.includes('Group')),
    ).toEqual(['Alpha Enabled Enabled Group']);
    expect(
      told(evaluated(gates, { groups: switched('AllBeta', 'Disabled') })).filter((row) => row.includes('Group')),
    ).toEqual(['Beta Disabled Disabled Group']);
  });

  test('pass over a locked gate without a finding, where the library would flip it (semantics.md rule 28)', () => {
    const locked = gate('Odd', ['1.30 Beta on locked']);
    const verdict = evaluated([locked], { groups: switched('AllBeta', 'Disabled') });
    expect(told(verdict)).toEqual(['Odd Enabled Enabled Lock']);
    expect(verdict.findings).toEqual([]);
  });

  test('pass over a gate whose stage is Deprecated, though its level is Beta (semantics.md rule 25)', () => {
    expect(told(evaluated([OLD], { groups: switched('AllBeta', 'Enabled') }))).toEqual([
      'Old Disabled Disabled Default',
    ]);
  });

  test('are not sticky, where the library keeps what an earlier setting did (semantics.md rule 27)', () => {
    const state = (groups: object[]) => told(evaluated([ALPHA], { groups }));
    state(switched('AllAlpha', 'Enabled'));
    expect(state(switched('AllAlpha', 'Disabled'))).toEqual(['Alpha Disabled Disabled Group']);
    expect(state([])).toEqual(['Alpha Disabled Disabled Default']);
  });

  test('yield to overrides', () => {
    const verdict = evaluated([BETA], { groups: switched('AllBeta', 'Disabled'), overrides: on('Beta') });
    expect(told(verdict)).toEqual(['Beta Enabled Enabled Override']);
    expect(verdict.findings).toEqual([]); // it is the default, but not what the switch would make of it
  });

  test('that nobody declares are an Error with the nearest name (R125)', () => {
    const verdict = evaluated([BETA], { groups: switched('AllBetas', 'Disabled') });
    expect(verdict.findings.map(({ fact }) => fact)).toEqual([
      { kind: 'UnknownGroup', component: 'kubernetes', nearest: ['AllBeta'] },
    ]);
    expect(told(verdict)).toEqual(['Beta Enabled Enabled Default']);
  });

  test('that are cumulative take a level: unlocked gates of their regime are on at or above it, off below', () => {
    const groups = [
      {
        name: 'api-fields',
        cumulative: true,
        regime: 'Grouped',
        defaults: [
          { fromRelease: 'v0.1', level: 'Stable' },
          { fromRelease: 'v0.49', level: 'Beta' },
        ],
      },
    ];
    const make = (name: string, level: string, regime: string) =>
      gate(name, [`v0.1 ${level} off`], { component: 'pipelines', regime });
    const gates_ = [
      make('A', 'Alpha', 'Grouped'),
      make('B', 'Beta', 'Grouped'),
      make('S', 'Stable', 'Grouped'),
      make('Own', 'Stable', 'PerFeature'),
    ];
    const values = (release: string, level?: string) => {
      const set = featureSet({
        component: 'pipelines',
        release,
        ...(level && { groups: [{ name: 'api-fields', level }] }),
      });
      const one = evaluate(
        world({ component: 'pipelines', policy: policy('pipelines', { groups }), gates: gates_, featureSets: [set] }),
      );
      return [...verdictOn(one).rows.values()]
        .filter(({ effective }) => effective === 'Enabled')
        .map(({ life }) => life.name);
    };
    expect(values('v0.50', 'Alpha')).toEqual(['A', 'B', 'S']);
    expect(values('v0.50', 'Stable')).toEqual(['S']);
    expect(values('v0.50', 'None')).toEqual([]);
    expect(values('v0.48')).toEqual(['S']);
    expect(values('v0.49')).toEqual(['B', 'S']);
  });
});

describe('overrides', () => {
  const refused: Record<string, [gates: Gate[], overrides: object[], findings: string[]]> = {
    'of a gate nobody declares': [[BETA], on('Betta'), ['Error UnknownFeatureGate Betta']],
    'of a gate in another case': [[BETA], on('beta'), ['Error UnknownFeatureGate beta']],
    'of a group switch': [[BETA], on('AllBeta'), ['Error UnknownFeatureGate AllBeta']],
    'of a locked gate to another value (R21)': [[LOCKED], off('Locked'), ['Error GateLocked Locked']],
    'of a gate that is not there yet': [[NEW], on('New'), ['Error NotYetAvailable New']],
    'of a gate that is not there yet, even to Disabled': [[NEW], off('New'), ['Error NotYetAvailable New']],
  };
  test.each(Object.entries(refused))('%s are refused and change nothing', (_sentence, [gates, overrides, findings]) => {
    const verdict = evaluated(gates, { overrides });
    expect(said(verdict.findings)).toEqual(findings);
    expect(told(verdict)).toEqual(told(evaluated(gates)));
  });

  const remarked: Record<string, [gates: Gate[], overrides: object[], findings: string[]]> = {
    'to the default': [[BETA], on('Beta'), ['Warning OverrideRedundant Beta']],
    'of a locked gate to its value (R21)': [
      [LOCKED],
      on('Locked'),
      ['Warning OverrideRedundant Locked', 'Warning StableGateSet Locked'],
    ],
    'of a Stable gate': [[STABLE], off('Stable'), ['Warning StableGateSet Stable']],
    'of a deprecated gate': [[OLD], on('Old'), ['Warning DeprecatedFeatureGate Old']],
    'of a gate that does nothing any more (R16)': [
      [gate('Idle', ['1.30 Beta on', '1.34 Beta on noop'])],
      off('Idle'),
      ['Warning NoOpFeatureGate Idle'],
    ],
  };
  test.each(Object.entries(remarked))('%s stand, with a Warning', (_sentence, [gates, overrides, findings]) => {
    const verdict = evaluated(gates, { overrides });
    expect(said(verdict.findings)).toEqual(findings);
    expect([...verdict.rows.values()].map(({ override }) => override)).toMatchObject(overrides);
  });

  test('that are wrong are all reported, and the others hold (R80)', () => {
    const verdict = evaluated([ALPHA, BETA, LOCKED], {
      overrides: [...on('Alpha', 'Alfa'), ...off('Locked', 'Nothing')],
    });
    expect(said(verdict.findings)).toEqual([
      'Error GateLocked Locked',
      'Error UnknownFeatureGate Alfa',
      'Error UnknownFeatureGate Nothing',
    ]);
    expect(verdict.rows.get('Alpha')?.effective).toBe('Enabled');
  });

  test('of an unknown gate name the nearest (R125)', () => {
    const nearest = (name: string) => {
      const fact = evaluated([ALPHA, BETA, LOCKED], { overrides: on(name) }).findings[0]?.fact;
      return fact?.kind === 'UnknownFeatureGate' && fact.nearest;
    };
    expect(nearest('Alhpa')).toEqual(['Alpha']);
    expect(nearest('LOCKED')).toEqual(['Locked']);
    expect(nearest('SomethingElse')).toEqual([]);
  });

  test('that expired warn, or no longer count where they say Revert', () => {
    const override = (expires: object, onExpiry: string) => [{ gate: 'Alpha', state: 'Enabled', expires, onExpiry }];
    const state = (overrides: object[]) => {
      const verdict = evaluated([ALPHA], { overrides });
      return [verdict.rows.get('Alpha')?.effective, ...said(verdict.findings)];
    };
    expect(state(override({ date: '2026-05-15' }, 'Warn'))).toEqual(['Enabled', 'Warning OverrideExpired Alpha']);
    expect(state(override({ date: '2026-05-15' }, 'Revert'))).toEqual(['Disabled', 'Warning OverrideExpired Alpha']);
    expect(state(override({ date: '2026-05-16' }, 'Revert'))).toEqual(['Enabled']);
    expect(state(override({ release: '1.36' }, 'Revert'))).toEqual(['Disabled', 'Warning OverrideExpired Alpha']);
    expect(state(override({ release: '1.37' }, 'Revert'))).toEqual(['Enabled']);
    expect(evaluated([ALPHA], { overrides: override({ date: '2026-05-16' }, 'Warn') }).boundary).toBe(
      Date.parse('2026-05-16T00:00:00Z'),
    );
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
