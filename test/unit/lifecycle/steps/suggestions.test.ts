import { beforeEach, describe, expect, test, vi } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import type { Finding } from '../../../../src/lifecycle/findings/finding.ts';
import { evaluated, featureSet, gate, on, plugin, policy, verdictOn, world } from '../../../support/sample.ts';

const COMPARED = vi.hoisted(() => ({ letters: 0 }));
vi.mock(import('leven'), async (original) => {
  const { default: leven } = await original();
  return {
    default: (first, second, options) => {
      COMPARED.letters += first.length * second.length;
      return leven(first, second, options);
    },
  };
});
beforeEach(() => {
  COMPARED.letters = 0;
});

/** Names of 128 letters that differ from one another in a few. */
function longNames(count: number, first: string): string[] {
  return Array.from({ length: count }, (_, at) => first + at.toString(2).padStart(127, '0').replaceAll('0', 'a'));
}

function nearestOf(findings: readonly Finding[]): (readonly string[])[] {
  return findings.flatMap(({ fact }) => ('nearest' in fact ? [fact.nearest] : []));
}

describe('suggestions', () => {
  test('for 512 unknown names in a catalog of 2,000 long ones compare no more than a fixed number of letters (R125)', () => {
    const gates = longNames(2000, 'B').map((name) => gate(name, ['1.30 Alpha off']));
    const { findings } = evaluated(gates, { overrides: on(...longNames(512, 'C')) });
    expect(findings).toHaveLength(512);
    expect(nearestOf(findings)[0]).toHaveLength(3);
    expect(COMPARED.letters).toBeGreaterThan(0);
    expect(COMPARED.letters).toBeLessThan(2 ** 22 + 2 ** 20);
  });

  test('are the same whatever was asked before', () => {
    const gates = longNames(300, 'B').map((name) => gate(name, ['1.30 Alpha off']));
    const known = world({ gates });
    const asked = (spec: object) => ({
      ...known,
      featureSets: [featureSet({ overrides: on(...longNames(64, 'C')), ...spec })],
    });
    const alone = verdictOn(evaluate(asked({})));
    for (let before = 0; before < 4; before++) {
      evaluate({ ...known, featureSets: [featureSet({ overrides: on(...longNames(64 + before, 'D')) })] });
    }
    expect(verdictOn(evaluate(asked({}))).findings).toEqual(alone.findings);
  });

  test('are there for every finding that a status shows, and for no other', () => {
    const gates = Array.from({ length: 100 }, (_, at) => gate(`Gate${at}Known`, ['1.30 Alpha off']));
    const { findings } = evaluated(gates, { overrides: on(...gates.map((_, at) => `Gate${at}Knwon`)) });
    const suggested = nearestOf(findings).map((names) => names.length > 0);
    expect(suggested).toEqual(Array.from({ length: 100 }, (_, at) => at < 64));
  });

  test('are there for every plugin that a status shows, and for no other', () => {
    const types = Array.from({ length: 300 }, (_, at) =>
      [at % 20, Math.floor(at / 20)].map((letter) => String.fromCharCode(97 + letter).repeat(5)).join('-'),
    ).sort();
    const verdict = verdictOn(
      evaluate(
        world({
          policy: policy('kubernetes', { unregisteredPlugins: 'Warn' }),
          plugins: types.map((type) => plugin('kubernetes', type, ['1.30 Stable'])),
          featureSets: [featureSet({ plugins: types.slice(0, 256).map((type) => ({ type: `${type}x` })) })],
        }),
      ),
    );
    const shown = verdict.plugins.flatMap(({ finding }) => (finding ? nearestOf([finding]) : []));
    expect(shown).toHaveLength(256);
    expect(shown.every((nearest, at) => nearest[0] === types[at])).toBe(true);
  });
});
