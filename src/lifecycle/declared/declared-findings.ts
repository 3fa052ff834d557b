import type { Finding } from '../findings/finding.ts';
import { isOwn } from '../life/requirements.ts';
import { declaredCycles, dependencyFindings } from '../rules/dependency-rules.ts';
import { stageFindings } from '../rules/gate-rules.ts';
import { pluginCycles, pluginFindings } from '../rules/plugin-rules.ts';
import { isSame } from '../tables/same.ts';
import type { Component } from './component.ts';

/** What is wrong with what a component declares, by gate and by plugin type. */
export interface DeclaredFindings {
  readonly gates: ReadonlyMap<string, readonly Finding[]>;
  readonly plugins: ReadonlyMap<string, readonly Finding[]>;
}

const known = new WeakMap<Component, DeclaredFindings>();

/** Judges the declarations of a component; a gate keeps its list of `before` where neither it nor what it requires changed. */
export function declaredFindings(component: Component, before: Component | undefined): DeclaredFindings {
  const made = known.get(component) ?? findingsOf(component, before);
  known.set(component, made);
  return made;
}

function findingsOf(component: Component, before: Component | undefined): DeclaredFindings {
  const { lives, plugins, calendar, policy } = component;
  const old = before && before.policy === policy && before.calendar === calendar ? before : undefined;
  const last = old && known.get(old);
  const inCycle = knownLists(declaredCycles(lives), last);
  const gates = new Map<string, readonly Finding[]>();
  for (const life of lives.values()) {
    const { name } = life;
    const required = life.spec.requires.filter((one) => isOwn(life, one));
    const read = [name, ...required.map(({ gate }) => gate)];
    const stands = read.every((one) => old?.lives.get(one) === lives.get(one));
    const findings = last?.gates.get(name) ?? [];
    const members = inCycle.get(name);
    if (stands && last && isSame(members, cycleIn(findings))) {
      gates.set(name, findings);
      continue;
    }
    const found: Finding[] = [...stageFindings(life, calendar), ...dependencyFindings(life, lives, component)];
    if (members) found.push({ severity: 'Error', subject: name, fact: { kind: 'DependencyCycle', members } });
    gates.set(name, found);
  }
  if (last && plugins === old?.plugins) return { gates, plugins: last.plugins };
  const circles = pluginCycles(plugins);
  const ofPlugins = [...plugins.values()].map((life) => {
    const found = pluginFindings(life, plugins, component);
    const members = circles.get(life.type);
    if (members) found.push({ severity: 'Error', subject: life.type, fact: { kind: 'PluginCycle', members } });
    return [life.type, found] as const;
  });
  return { gates, plugins: new Map(ofPlugins) };
}

/** A cycle that was known before keeps its list, so that not each of its members compares all of them. */
function knownLists(
  cycles: ReadonlyMap<string, readonly string[]>,
  last: DeclaredFindings | undefined,
): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<readonly string[], readonly string[]>();
  for (const [member, members] of cycles) {
    if (lists.has(members)) continue;
    const list = cycleIn(last?.gates.get(member) ?? []);
    lists.set(members, list && isSame(list, members) ? list : members);
  }
  return new Map([...cycles].map(([member, members]) => [member, lists.get(members) ?? members]));
}

function cycleIn(findings: readonly Finding[]): readonly string[] | undefined {
  for (const { fact } of findings) if (fact.kind === 'DependencyCycle') return fact.members;
  return undefined;
}
