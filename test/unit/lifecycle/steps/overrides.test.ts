import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../../src/api/declared.ts';
import { evaluated, gate, on, said, told } from '../../../support/sample.ts';

const off = (...gates: string[]) => gates.map((name) => ({ gate: name, state: 'Disabled' }));
const expiring = (expires: object, onExpiry: string) => [{ gate: 'Alpha', state: 'Enabled', expires, onExpiry }];

const ALPHA = gate('Alpha', ['1.30 Alpha off']);
const BETA = gate('Beta', ['1.30 Beta on']);
const STABLE = gate('Stable', ['1.30 Beta on', '1.35 Stable on']);
const LOCKED = gate('Locked', ['1.30 Stable on locked']);
const NEW = gate('New', ['1.37 Alpha off']);
const OLD = gate('Old', ['1.30 Beta on', '1.33 Deprecated']);

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
    const state = (overrides: object[]) => {
      const verdict = evaluated([ALPHA], { overrides });
      return [verdict.rows.get('Alpha')?.effective, ...said(verdict.findings)];
    };
    expect(state(expiring({ date: '2026-05-15' }, 'Warn'))).toEqual(['Enabled', 'Warning OverrideExpired Alpha']);
    expect(state(expiring({ date: '2026-05-15' }, 'Revert'))).toEqual(['Disabled', 'Warning OverrideExpired Alpha']);
    expect(state(expiring({ date: '2026-05-16' }, 'Revert'))).toEqual(['Enabled']);
    expect(state(expiring({ release: '1.36' }, 'Revert'))).toEqual(['Disabled', 'Warning OverrideExpired Alpha']);
    expect(state(expiring({ release: '1.37' }, 'Revert'))).toEqual(['Enabled']);
    expect(evaluated([ALPHA], { overrides: expiring({ date: '2026-05-16' }, 'Warn') }).boundary).toBe(
      Date.parse('2026-05-16T00:00:00Z'),
    );
  });
});
