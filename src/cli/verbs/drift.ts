import { comparePoints } from '../../lifecycle/releases/calendar.ts';
import type { Component } from '../../lifecycle/declared/component.ts';
import { nearestNames } from '../../lifecycle/names/nearest.ts';
import type { Inventory, NamedThing, StatedRule } from './inventory.ts';
import { gateAt, pluginAt } from '../evaluation/known-component.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';

/** One way in which an inventory and the declared objects differ. */
export interface Drift {
  readonly kind:
    | 'NotListed'
    | 'UnknownName'
    | 'RemovedName'
    | 'LevelDiffers'
    | 'DefaultDiffers'
    | 'DeprecationDiffers'
    | 'IntroductionDiffers'
    | 'NotShipped'
    | 'NotDeclared'
    | 'RuleNotDeclared'
    | 'RuleNotListed'
    | 'UpstreamDiffers';
  readonly inventory: string;
  /** The gates, keys or rules it is about, sorted. */
  readonly subjects: readonly string[];
  readonly message: string;
}

/** What an inventory is compared with: the component at the release it speaks of. */
interface Context {
  readonly component: Component;
  readonly inventory: Inventory;
  readonly release: string;
}

type DriftRule = (context: Context) => Omit<Drift, 'inventory'>[];

/** Every difference between an inventory and a component at that release, in the order of the rules. */
export function driftsOf(inventory: Inventory, component: Component, release: string): Drift[] {
  const context = { component, inventory, release };
  return RULES.flatMap((rule) => rule(context)).map((found) => ({ ...found, inventory: inventory.name }));
}

function differing(kind: Drift['kind'], subjects: readonly string[], message: (names: string) => string) {
  const sorted = subjects.toSorted(compareWords);
  return sorted.length === 0 ? [] : [{ kind, subjects: sorted, message: message(sorted.join(', ')) }];
}

/** A gate or plugin as it is declared, at one release. */
interface Declared {
  readonly level: string;
  readonly deprecated: boolean;
  /** Plugins have none. */
  readonly default: string | undefined;
  /** Release of the stage in force. */
  readonly since: string;
}

/** What a name is at the release; undefined where it is not declared, or only for later. */
function declaredAs(name: string, { component, inventory, release }: Context): Declared | undefined {
  if (inventory.of === 'Plugins') {
    const view = pluginAt(name, release, component);
    return view?.stage && { ...view, default: undefined, since: view.stage.release };
  }
  const life = component.lives.get(name);
  const there = life && gateAt(life, release, component);
  if (!there) return undefined;
  const { level, default: value, declared } = there.stage;
  return { level, deprecated: there.deprecated, default: value, since: declared.release };
}

/** Everything of the kind the inventory names that is there at the release. */
function everythingThere(context: Context): Map<string, Declared> {
  const { lives, plugins } = context.component;
  const names = [...(context.inventory.of === 'Plugins' ? plugins : lives).keys()];
  const declared = names.map((name) => [name, declaredAs(name, context)] as const);
  return new Map(declared.flatMap(([name, one]) => (one && one.level !== 'Removed' ? [[name, one] as const] : [])));
}

/** A document that should name every gate, or every gate of a level, misses some. */
function notListed(context: Context): ReturnType<DriftRule> {
  const { inventory, release } = context;
  if (inventory.covers !== 'All' || inventory.kind !== 'Document') return [];
  const named = new Set(inventory.names.map(({ name }) => name));
  const missing = [...everythingThere(context)].filter(
    ([name, { level }]) => !named.has(name) && (inventory.level === undefined || level === inventory.level),
  );
  const of = inventory.level === undefined ? '' : ` at ${inventory.level}`;
  return differing(
    'NotListed',
    missing.map(([name]) => name),
    (names) => `in ${release}${of}, but not listed: ${names}`,
  );
}

/** A name that is no gate, plugin, group or setting of the component: misspelled, or someone else's. */
function unknownName({ component, inventory }: Context): ReturnType<DriftRule> {
  const { lives, plugins, policy } = component;
  const known = new Set([
    ...lives.keys(),
    ...plugins.keys(),
    ...[...policy.groups, ...policy.settings].map((one) => one.name),
  ]);
  return inventory.names
    .filter(({ name }) => !known.has(name))
    .flatMap(({ name }) => {
      const [nearest] = nearestNames(name, known);
      const advice = nearest === undefined ? 'delete it or declare it' : `did it mean '${nearest}'?`;
      return differing('UnknownName', [name], (names) => `${names} is declared nowhere, so it sets nothing; ${advice}`);
    });
}

/** A name that is only a tombstone at the release. */
function removedName(context: Context): ReturnType<DriftRule> {
  return context.inventory.names.flatMap(({ name }) => {
    const declared = declaredAs(name, context);
    if (declared?.level !== 'Removed') return [];
    return differing('RemovedName', [name], () => `${name} was removed in ${declared.since}; delete it`);
  });
}

/** Level, default, deprecation or introduction is not what the inventory says. */
function wrongClaim(context: Context): ReturnType<DriftRule> {
  const there = everythingThere(context);
  const { inventory, release } = context;
  return inventory.names.flatMap((named) => {
    const { name, default: value, deprecated } = named;
    const declared = there.get(name);
    const level = named.level ?? inventory.level;
    if (!declared) return wrongIntroduction(named, context);
    const wrong = (kind: Drift['kind'], is: string, said: string): ReturnType<DriftRule> =>
      differing(kind, [name], () => `${name} is ${is} in ${release}, not ${said}`);
    return [
      ...(level === undefined || level === declared.level ? [] : wrong('LevelDiffers', declared.level, level)),
      ...(value === undefined || declared.default === undefined || value === declared.default
        ? []
        : wrong('DefaultDiffers', `${declared.default} by default`, value)),
      ...(deprecated === undefined || deprecated === declared.deprecated
        ? []
        : wrong('DeprecationDiffers', endOf(declared.deprecated), endOf(deprecated))),
      ...wrongIntroduction(named, context),
    ];
  });
}

function endOf(deprecated: boolean): string {
  return deprecated ? 'deprecated' : 'here to stay';
}

function wrongIntroduction({ name, introduced }: NamedThing, { component }: Context): ReturnType<DriftRule> {
  const gate = component.lives.get(name)?.stages[0];
  const first = gate ? { from: gate.from, release: gate.release } : component.plugins.get(name)?.stages[0];
  const said = introduced === undefined ? undefined : component.calendar.at(introduced);
  if (!first?.from || !said || comparePoints(first.from, said) === 0) return [];
  return differing('IntroductionDiffers', [name], () => `${name} begins in ${first.release}, not ${introduced}`);
}

function isKnown(name: string, { component, inventory }: Context): boolean {
  return (inventory.of === 'Plugins' ? component.plugins : component.lives).has(name);
}

/** A release does not ship what is declared for it, or ships what is not. */
function wrongBuild(context: Context): ReturnType<DriftRule> {
  const { inventory, release } = context;
  if (inventory.kind !== 'Build') return [];
  const there = everythingThere(context);
  const shipped = new Set(inventory.names.map(({ name }) => name));
  const missing = [...there.keys()].filter((name) => !shipped.has(name));
  const extra = [...shipped].filter((name) => isKnown(name, context) && !there.has(name));
  return [
    ...differing('NotShipped', missing, (names) => `declared for ${release}, which does not ship it: ${names}`),
    ...differing('NotDeclared', extra, (names) => `shipped in ${release}, which is not declared to have it: ${names}`),
  ];
}

function ruleText({ gate, kind, other }: StatedRule): string {
  // An exclusion is the same from either side.
  const [first, second] = kind === 'excludes' ? [gate, other].toSorted(compareWords) : [gate, other];
  return `${first} ${kind} ${second}`;
}

function declaredRules({ lives }: Component): Map<string, StatedRule> {
  const rules = [...lives.values()].flatMap(({ name, spec }) => [
    ...spec.requires.map((one) => ({ ...one, rule: { gate: name, kind: 'requires', other: one.gate } as const })),
    ...spec.excludes.map((one) => ({ ...one, rule: { gate: name, kind: 'excludes', other: one.gate } as const })),
  ]);
  const own = rules.filter(({ component, gate }) => component === '' && gate !== '');
  return new Map(own.map(({ rule }) => [ruleText(rule), rule]));
}

/** A rule is stated and not declared, so nothing checks it. */
function ruleNotDeclared({ component, inventory }: Context): ReturnType<DriftRule> {
  const declared = declaredRules(component);
  const missing = inventory.rules.map(ruleText).filter((rule) => !declared.has(rule));
  return differing('RuleNotDeclared', missing, (rules) => `stated, but declared and checked nowhere: ${rules}`);
}

/** A rule between two gates that the document names is declared, and the document does not state it. */
function ruleNotListed({ component, inventory }: Context): ReturnType<DriftRule> {
  if (inventory.coversRules !== 'All') return [];
  const named = new Set(inventory.names.map(({ name }) => name));
  const stated = new Set(inventory.rules.map(ruleText));
  const missing = [...declaredRules(component)]
    .filter(([text, { gate, other }]) => named.has(gate) && named.has(other) && !stated.has(text))
    .map(([text]) => text);
  return differing('RuleNotListed', missing, (rules) => `declared, but not stated: ${rules}`);
}

/** An upstream feature reached a level in another release than the inventory says. */
function wrongUpstream({ component, inventory }: Context): ReturnType<DriftRule> {
  const features = [...component.lives.values()].flatMap(({ spec }) => spec.upstream);
  return inventory.upstream.flatMap(({ name, level, release }) => {
    const milestones = features.find((feature) => feature.name === name)?.milestones ?? [];
    const reached = milestones.find((milestone) => milestone.level === level)?.release;
    if (reached === release) return [];
    return differing(
      'UpstreamDiffers',
      [name],
      () =>
        `${name} ${reached === undefined ? 'has no' : `reached ${level} in ${reached}, not in`} ${reached === undefined ? level : release}`,
    );
  });
}

const RULES: readonly DriftRule[] = [
  wrongBuild,
  notListed,
  unknownName,
  removedName,
  wrongClaim,
  ruleNotDeclared,
  ruleNotListed,
  wrongUpstream,
];
