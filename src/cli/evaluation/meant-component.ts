import type { Gate, Policy } from '../../api/declared.ts';
import type { KindName } from '../../api/kinds.ts';
import type { DeclaredObject } from '../input/declared-object.ts';
import { Unusable } from '../terminal/unusable.ts';
import { declaredComponent } from './worlds.ts';

/** The components that have an object of that kind in the input. */
export function componentsWith(objects: readonly DeclaredObject[], kind: KindName): Set<string> {
  const found = objects.filter((one) => one.kind === kind).map(declaredComponent);
  return new Set(found.filter((component) => component !== undefined));
}

/** The components whose gates in the input include one of that name, sorted. */
export function componentsDeclaring(objects: readonly DeclaredObject[], gate: string): string[] {
  const declaring = specsOf<Gate>(objects, 'FeatureGate').filter((spec) => spec.gate === gate);
  return declaring.map(({ component }) => component).sort();
}

/** The names of the gates in the input, of one component or of all. */
export function gatesOf(objects: readonly DeclaredObject[], component: string | undefined): string[] {
  const own = specsOf<Gate>(objects, 'FeatureGate').filter((spec) => (component ?? spec.component) === spec.component);
  return own.map(({ gate }) => gate);
}

/** The group switches and settings that policies in the input declare, of one component or of all. */
export function switchesOf(
  objects: readonly DeclaredObject[],
  component: string | undefined,
): { readonly component: string; readonly name: string; readonly what: string }[] {
  return objects.flatMap(({ kind, parsed, reference }) => {
    if (kind !== 'MaturityPolicy' || !parsed.valid || (component ?? reference) !== reference) return [];
    const { groups, settings } = (parsed.object as unknown as Policy).spec;
    return [
      ...groups.map(({ name }) => ({ component: reference, name, what: 'group switch' })),
      ...settings.map(({ name }) => ({ component: reference, name, what: 'setting' })),
    ];
  });
}

/** The only component that has FeatureSets in the input, else the only one that has gates; undefined where there are several. */
export function soleComponent(objects: readonly DeclaredObject[]): string | undefined {
  for (const kind of ['FeatureSet', 'FeatureGate'] as const) {
    const [first, ...others] = componentsWith(objects, kind);
    if (others.length === 0 && first !== undefined) return first;
  }
  return undefined;
}

/** What to say where something on the command line may mean several components, or none. */
export function unclear(what: string, components: readonly string[], written: (component: string) => string): Unusable {
  if (components.length === 0)
    return new Unusable(`${what} means no component: no gate is in the input; name files with -f`);
  return new Unusable(`${what} does not say of which component; write ${components.map(written).join(' or ')}`);
}

/** Throws Unusable where no object of a component is in the input. */
export function checkKnown(objects: readonly DeclaredObject[], component: string, what: string): void {
  const known = knownComponents(objects);
  if (known.includes(component)) return;
  const holds = known.length > 0 ? `, which holds ${known.join(', ')}` : '';
  throw new Unusable(`${what}: no object of component '${component}' is in the input${holds}; name its files with -f`);
}

/** The components that have an object in the input, sorted. */
export function knownComponents(objects: readonly DeclaredObject[]): string[] {
  return [...new Set(objects.map(declaredComponent).filter((component) => component !== undefined))].sort();
}

/** A release as the component names them: its newest dated one, else one that a gate names. */
export function exampleRelease(component: string, objects: readonly DeclaredObject[]): string {
  const own = objects.filter((one) => declaredComponent(one) === component);
  const dated = specsOf<Policy>(own, 'MaturityPolicy')[0]?.releases.findLast(({ date }) => date !== undefined);
  return dated?.name ?? specsOf<Gate>(own, 'FeatureGate')[0]?.stages.at(-1)?.release ?? 'RELEASE';
}

function specsOf<T extends { spec: unknown }>(objects: readonly DeclaredObject[], wanted: KindName): T['spec'][] {
  return objects.flatMap(({ kind, parsed }) =>
    kind === wanted && parsed.valid ? [(parsed.object as unknown as T).spec] : [],
  );
}
