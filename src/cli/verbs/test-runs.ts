import type { PolicySpec } from '../../api/policy.ts';
import type { Component } from '../../lifecycle/declared/component.ts';
import { gateAt } from '../evaluation/known-component.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';
import { levelRank } from '../../lifecycle/life/level.ts';

type Value = 'Stable' | 'Beta' | 'Alpha';

/** One run of a component's tests: the value of the group switch, and the flags that are on; all others are off. */
export interface TestRun {
  readonly name: string;
  readonly value: Value;
  readonly on: readonly string[];
}

/** What to test at one release: 3 base runs and N + M + N more, instead of 2^N (R153, R154). */
export interface TestMatrix {
  /** Flags of their own that can be tested both ways, by name: N of them. */
  readonly flags: readonly { readonly name: string; readonly level: 'Alpha' | 'Beta' }[];
  readonly runs: readonly TestRun[];
}

/**
 * The runs at a release. A flag counts where it is Alpha or Beta, not locked, not deprecated and still does something.
 * Runs of Beta with one Alpha flag keep the group switch at Beta, as the table of TEP-0138 says, not its prose.
 */
export function testMatrix(component: Component, release: string): TestMatrix {
  const flags = [...component.lives.values()].flatMap((life) => {
    const there = gateAt(life, release, component);
    const level = there?.stage.level;
    if (!there || (level !== 'Alpha' && level !== 'Beta') || life.spec.regime !== 'PerFeature') return [];
    const idle = there.stage.locked || there.deprecated || there.stage.declared.effect === 'NoOp';
    return idle ? [] : [{ name: life.name, level }];
  });
  flags.sort((a, b) => compareWords(a.name, b.name));
  const all = flags.map(({ name }) => name);
  const beta = flags.filter(({ level }) => level === 'Beta').map(({ name }) => name);
  const alpha = flags.filter(({ level }) => level === 'Alpha').map(({ name }) => name);
  const runs: TestRun[] = [
    { name: 'stable', value: 'Stable', on: [] },
    { name: 'beta', value: 'Beta', on: beta },
    { name: 'alpha', value: 'Alpha', on: all },
    ...all.map((flag): TestRun => ({ name: `stable+${flag}`, value: 'Stable', on: [flag] })),
    ...alpha.map((flag): TestRun => ({ name: `beta+${flag}`, value: 'Beta', on: [...beta, flag].sort(compareWords) })),
    ...all.map((flag): TestRun => ({ name: `alpha-${flag}`, value: 'Alpha', on: all.filter((one) => one !== flag) })),
  ];
  return { flags, runs };
}

/** What a cumulative switch does to the gates it reaches: on at or above its value (R110, R112); None contributes nothing (R114). */
export function groupMatrix(): { value: string; on: Readonly<Record<Value, boolean>> }[] {
  return ['Stable', 'Beta', 'Alpha', 'None'].map((value) => {
    const isOn = (level: Value): boolean =>
      level === 'Stable' || (value !== 'None' && levelRank(level) >= levelRank(value));
    return { value, on: { Stable: isOn('Stable'), Beta: isOn('Beta'), Alpha: isOn('Alpha') } };
  });
}

/** The cumulative switch of a policy, if it has one. */
export function cumulativeGroup({ groups }: PolicySpec): PolicySpec['groups'][number] | undefined {
  return groups.find(({ cumulative }) => cumulative);
}

/** How long the tests of every flag take, in seconds: pipelines x tasks x features x seconds of one (R155). */
export function testSeconds(each: { pipelines: number; tasks: number; features: number; seconds: number }): number {
  return each.pipelines * each.tasks * each.features * each.seconds;
}
