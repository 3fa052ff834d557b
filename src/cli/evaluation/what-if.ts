import type { State } from '../../api/vocabulary.ts';
import { parseRelease } from '../../lifecycle/releases/release.ts';
import { declaredObject, type DeclaredObject } from '../input/declared-object.ts';
import type { Manifest } from '../input/manifest.ts';
import {
  checkKnown,
  componentsDeclaring,
  componentsWith,
  exampleRelease,
  knownComponents,
  soleComponent,
  unclear,
} from './meant-component.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Verb } from '../terminal/verb.ts';
import { declaredComponent } from './worlds.ts';
import type { ReportedRelease } from '../../lifecycle/install/reported.ts';

/** What a command line supposes beside its input, as it is written there. */
export interface Suppositions {
  /** `[COMPONENT:]GATE=true|false|discovery`. */
  readonly set: readonly string[];
  /** `[COMPONENT=]RELEASE`. */
  readonly release: readonly string[];
  /** The component that is meant where none is named, and evaluated in any case. Absent: the only one in the input is meant. */
  readonly component?: string;
}

/** The input as it would be. */
export interface SupposedInput {
  readonly objects: readonly DeclaredObject[];
  /** What components would report of themselves, for FeatureSets with `releaseFrom`. */
  readonly reported: ReadonlyMap<string, ReportedRelease>;
}

/** The options that `suppose` reads, for every verb that has them. */
export const WHAT_IF_OPTIONS: Verb['options'] = {
  release: { type: 'string', multiple: true, default: [] },
  set: { type: 'string', multiple: true, default: [] },
};

/** What `--help` says of them, for every verb that has them. */
export const WHAT_IF_USAGE = `
What if? Both may be repeated; COMPONENT may be left out where only one can be meant:
      --set [COMPONENT:]GATE=true|false|discovery
                                 set the gate in every FeatureSet of its component, over what it says itself
      --release [COMPONENT=]RELEASE
                                 let every FeatureSet of the component run that release, whatever it says itself
`;

interface SetGate {
  readonly gate: string;
  readonly state: State;
}

const STATES: Readonly<Record<string, State>> = { true: 'Enabled', false: 'Disabled', discovery: 'Discovery' };
const SET = /^(?:(?<component>[^:=]+):)?(?<gate>[^:=]+)=(?<value>[^=]*)$/;
/** Where a FeatureSet stands that nobody declared. */
const NAMESPACE = 'what-if';

/**
 * Sets gates and releases in every FeatureSet of their component; a component that has none gets a bare one, named
 * `what-if/COMPONENT`. Throws Unusable for what cannot be read, or leaves open which component or release is meant.
 */
export function suppose(objects: readonly DeclaredObject[], suppositions: Suppositions): SupposedInput {
  const sets = setGates(objects, suppositions);
  const releases = setReleases(objects, suppositions, [...sets.keys()]);
  const changed = objects.map((one) => supposing(one, sets, releases));
  const installed = componentsWith(objects, 'FeatureSet');
  const wanted = new Set(sets.keys());
  if (suppositions.component !== undefined) wanted.add(suppositions.component);
  const missing = [...wanted].filter((component) => !installed.has(component));
  return {
    objects: [
      ...changed,
      ...missing.map((component) =>
        bareFeatureSet(component, releaseFor(component, releases, objects), sets.get(component) ?? []),
      ),
    ],
    reported: new Map([...releases].map(([component, release]) => [component, { release }])),
  };
}

function setGates(objects: readonly DeclaredObject[], { set, component: meant }: Suppositions): Map<string, SetGate[]> {
  const sets = new Map<string, SetGate[]>();
  for (const text of set) {
    const { component: named, gate = '', value = '' } = SET.exec(text)?.groups ?? {};
    const state = Object.hasOwn(STATES, value) ? STATES[value] : undefined;
    if (!state)
      throw new Unusable(`--set is '${text}' and must be [COMPONENT:]GATE=true|false|discovery, such as MyGate=true`);
    const component = named ?? meant ?? soleComponent(objects);
    if (component === undefined) {
      const declaring = componentsDeclaring(objects, gate);
      const known = declaring.length > 0 ? declaring : knownComponents(objects);
      throw unclear(`--set '${text}'`, known, (one) => `${one}:${text}`);
    }
    checkKnown(objects, component, `--set '${text}'`);
    const others = sets.get(component) ?? [];
    if (others.some((one) => one.gate === gate))
      throw new Unusable(`--set names gate '${gate}' of component '${component}' twice; give it once`);
    sets.set(component, [...others, { gate, state }]);
  }
  return sets;
}

function setReleases(
  objects: readonly DeclaredObject[],
  { release, component: meant }: Suppositions,
  touched: readonly string[],
): Map<string, string> {
  const releases = new Map<string, string>();
  for (const text of release) {
    const [first = '', second] = text.split(/=(.*)/);
    const name = second ?? first;
    if (first === '' || !parseRelease(name))
      throw new Unusable(`--release is '${text}' and must be [COMPONENT=]RELEASE, such as kubernetes=1.36`);
    const sole = meant ?? (touched.length === 1 ? touched[0] : soleComponent(objects));
    const component = second === undefined ? sole : first;
    if (component === undefined)
      throw unclear(`--release '${text}'`, knownComponents(objects), (one) => `${one}=${text}`);
    checkKnown(objects, component, `--release '${text}'`);
    if (releases.has(component)) throw new Unusable(`--release names component '${component}' twice; give it once`);
    releases.set(component, name);
  }
  return releases;
}

/** A FeatureSet with gates and release as they are supposed; every other object as it is. */
function supposing(
  one: DeclaredObject,
  sets: ReadonlyMap<string, readonly SetGate[]>,
  releases: ReadonlyMap<string, string>,
): DeclaredObject {
  const component = one.kind === 'FeatureSet' ? declaredComponent(one) : undefined;
  const gates = sets.get(component ?? '') ?? [];
  const release = releases.get(component ?? '');
  if (component === undefined || (gates.length === 0 && release === undefined)) return one;
  const spec = one.raw['spec'] as Record<string, unknown>;
  const kept = ((spec['overrides'] ?? []) as SetGate[]).filter(({ gate }) => !gates.some((set) => set.gate === gate));
  const changed = {
    ...spec,
    // A FeatureSet with `releaseFrom` gets it from what the component would report.
    ...(release !== undefined && typeof spec['release'] === 'string' && { release }),
    ...(gates.length > 0 && { overrides: [...kept, ...gates.map(overrideOf)] }),
  };
  return withSpec(one, changed);
}

/** The object with another spec; throws Unusable where that does not fit its schema, since nothing could be said of it. */
export function withSpec(one: Manifest, spec: object): DeclaredObject {
  const changed = declaredObject({ ...one, raw: { ...one.raw, spec } });
  if (changed.parsed.valid) return changed;
  throw new Unusable(`FeatureSet ${one.reference} cannot be so: ${changed.parsed.problems.join('; ')}`);
}

function overrideOf({ gate, state }: SetGate): object {
  return { gate, state, reason: 'what if: --set' };
}

function bareFeatureSet(component: string, release: string, gates: readonly SetGate[]): DeclaredObject {
  const raw = {
    apiVersion: 'stagegate.dev/v1beta1',
    kind: 'FeatureSet',
    metadata: { name: component, namespace: NAMESPACE },
  };
  const bare = { kind: 'FeatureSet', reference: `${NAMESPACE}/${component}`, raw, place: 'command line' } as const;
  return withSpec(bare, { component, release, overrides: gates.map(overrideOf) });
}

function releaseFor(
  component: string,
  releases: ReadonlyMap<string, string>,
  objects: readonly DeclaredObject[],
): string {
  const release = releases.get(component);
  if (release !== undefined) return release;
  throw new Unusable(
    `no FeatureSet of component '${component}' is in the input, so nothing says which release runs; add --release ${component}=${exampleRelease(component, objects)}`,
  );
}
