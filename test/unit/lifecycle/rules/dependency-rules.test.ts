import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../../src/api/declared.ts';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { gate, policy, said, world } from '../../../support/sample.ts';

function needs(name: string, stages: readonly string[], ...others: string[]): Gate {
  return gate(name, stages, { requires: others.map((other) => ({ gate: other })) });
}

/** What is said of gate A. */
function saidOfA(...gates: Gate[]): string[] {
  return said(evaluate(world({ gates })).gates.get('kubernetes.a')?.findings ?? []);
}

describe('each rule between a gate and what it requires is found by its own name (semantics.md rule 35; R84)', () => {
  const cases: Record<string, [a: string[], b: string[], reasons: string[]]> = {
    'a Beta gate on an Alpha one': [['1.31 Beta off'], ['1.31 Alpha off'], ['LessStableDependency']],
    'a Stable gate on a Beta one': [['1.31 Stable off'], ['1.31 Beta off'], ['LessStableDependency']],
    'a Beta gate on one that is not there yet': [['1.31 Beta off'], ['1.32 Beta off'], ['LessStableDependency']],
    'an Alpha gate on a deprecated one': [['1.31 Alpha off'], ['1.0 Deprecated off'], ['LessStableDependency']],
    'an Alpha gate on one that is not there yet is equal in rank': [['1.31 Alpha off'], ['1.32 Beta off'], []],
    'a deprecated gate may need anything': [['1.0 Deprecated off'], ['1.31 Alpha off'], []],
    'on by default, needing one that is off': [['1.31 Beta on'], ['1.31 Beta off'], ['DefaultNeedsDisabled']],
    'off by default, needing one that is off': [['1.31 Beta off'], ['1.31 Beta off'], []],
    'locked, needing one that is not': [['1.31 Stable off locked'], ['1.31 Stable off'], ['LockedNeedsUnlocked']],
    'all three at one stage': [
      ['1.31 Stable on locked'],
      ['1.31 Beta off'],
      ['DefaultNeedsDisabled', 'LessStableDependency', 'LockedNeedsUnlocked'],
    ],
    'only at the stages of the dependant: a dependency that is turned off later goes unnoticed': [
      ['1.31 Beta on'],
      ['1.31 Beta on', '1.33 Beta off'],
      [],
    ],
    'each stage is looked at': [
      ['1.31 Alpha off', '1.32 Beta on'],
      ['1.31 Alpha off', '1.33 Beta on'],
      ['DefaultNeedsDisabled', 'LessStableDependency'],
    ],
  };
  test.each(Object.entries(cases))('%s', (_sentence, [a, b, reasons]) => {
    expect(saidOfA(needs('A', a, 'B'), gate('B', b))).toEqual(reasons.map((reason) => `Error ${reason} A`));
  });

  test('a gate nobody declares', () => {
    expect(saidOfA(needs('A', ['1.31 Alpha off'], 'B', 'C'))).toEqual(['Error UnknownDependency A']);
  });

  test('a circle, on each of its members, and a gate that needs itself', () => {
    const circle = [
      needs('A', ['1.31 Alpha off'], 'B'),
      needs('B', ['1.31 Alpha off'], 'C'),
      needs('C', ['1.31 Alpha off'], 'A'),
    ];
    const { gates } = evaluate(world({ gates: [...circle, needs('D', ['1.31 Alpha off'], 'A')] }));
    const facts = ['a', 'b', 'c', 'd'].map((name) => gates.get(`kubernetes.${name}`)?.findings.map(({ fact }) => fact));
    const found = { kind: 'DependencyCycle', members: ['A', 'B', 'C'] };
    expect(facts).toEqual([[found], [found], [found], []]);
    expect(saidOfA(needs('A', ['1.31 Alpha off'], 'A'))).toEqual(['Error DependencyCycle A']);
  });

  test('a tombstone whose work is done elsewhere satisfies its dependants, another does not', () => {
    const gone = (mode: string) =>
      gate('B', ['1.30 Stable on locked', '1.31 Removed'], { deprecation: { message: 'gone', replacement: { mode } } });
    const a = needs('A', ['1.31 Beta off'], 'B');
    expect(saidOfA(a, gone('Absorbed'))).toEqual([]);
    expect(saidOfA(a, gone('AlwaysOn'))).toEqual([]);
    expect(saidOfA(a, gone('Dropped'))).toEqual(['Error LessStableDependency A']);
  });

  test('how bad a less stable dependency is, the policy says: Reject, Warn or Allow (R84)', () => {
    const verdict = (lessStableDependency: string) => {
      const gates = [
        gate('A', ['v1 Beta off'], { component: 'driver', requires: [{ gate: 'B' }] }),
        gate('B', ['v1 Alpha off'], { component: 'driver' }),
      ];
      const evaluation = evaluate(
        world({ component: 'driver', policy: policy('driver', { lessStableDependency, skipLevels: 'Allow' }), gates }),
      );
      return said(evaluation.gates.get('driver.a')?.findings ?? []);
    };
    expect(verdict('Reject')).toEqual(['Error LessStableDependency A']);
    expect(verdict('Warn')).toEqual(['Warning LessStableDependency A']);
    expect(verdict('Allow')).toEqual([]);
  });
});

function circlesIn({ gates }: ReturnType<typeof evaluate>): (readonly string[])[] {
  const facts = [...gates.values()].flatMap(({ findings }) => findings.map(({ fact }) => fact));
  return facts.flatMap((fact) => (fact.kind === 'DependencyCycle' ? [fact.members] : []));
}

test('all members of a circle share one list, in this evaluation and in the next', () => {
  const gates = [
    needs('A', ['1.30 Beta on'], 'B'),
    needs('B', ['1.30 Beta on'], 'C'),
    needs('C', ['1.30 Beta on'], 'A'),
  ];
  const first = evaluate(world({ gates }));
  const changed = gates.with(2, needs('C', ['1.30 Beta on', '1.32 Stable on'], 'A'));
  const next = evaluate(world({ gates: changed }), first);
  const lists = [...circlesIn(first), ...circlesIn(next)];
  expect(lists).toHaveLength(6);
  expect(new Set(lists)).toEqual(new Set([['A', 'B', 'C']]));
  expect(new Set(lists).size).toBe(1);
});
