import type { GateOutcome } from '../install/gate-outcome.ts';
import type { ReleasePoint } from '../releases/calendar.ts';
import { stageAndDefault } from '../steps/defaults.ts';
import type { Component } from './component.ts';

type View = ReadonlyMap<string, GateOutcome>;

const views = new WeakMap<Component, Map<ReleasePoint, Map<ReleasePoint | undefined, View>>>();

/** Every gate of a component at a release, sorted by name: one object for all installs of that release. */
export function releaseView(
  component: Component,
  release: ReleasePoint,
  minCompatibility: ReleasePoint | undefined,
): View {
  const ofComponent = views.get(component) ?? new Map<ReleasePoint, Map<ReleasePoint | undefined, View>>();
  const ofRelease = ofComponent.get(release) ?? new Map<ReleasePoint | undefined, View>();
  const known = ofRelease.get(minCompatibility);
  if (known) return known;
  const { lives, calendar } = component;
  const view = new Map(
    [...lives.values()]
      .map((life) => [life.name, stageAndDefault(life, { release, minCompatibility, calendar })] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  views.set(component, ofComponent.set(release, ofRelease.set(minCompatibility, view)));
  return view;
}
