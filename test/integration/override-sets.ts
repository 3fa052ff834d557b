import fc from 'fast-check';
import type { LibraryGate, LibraryRegistry, LibraryStage } from '../../hack/control-plane/gates.ts';

/** What a FeatureSet of Kubernetes asks for: group switches, and single gates on or off. */
export interface OverrideSet {
  readonly switches: Readonly<Record<string, boolean>>;
  readonly overrides: Readonly<Record<string, boolean>>;
}

/** A gate that is there at a release, and its stage then. */
type Standing = Pick<LibraryGate, 'name' | 'dependencies'> & { readonly stage: LibraryStage };

/** How dependencies are met: what is needed goes on too, or what needs it goes off, or they are not. */
type Mending = 'Raise' | 'Lower' | 'None';

const MENDINGS: readonly Mending[] = ['Raise', 'Raise', 'Raise', 'Lower', 'Lower', 'Lower', 'None'];
/** So many gates of its own a set names at most. */
const MOST = 40;
const SWITCHES = { ALPHA: 'AllAlpha', BETA: 'AllBeta', '': '', DEPRECATED: '' } as const;

/**
 * Override sets over every gate that may be set at a release. They respect locks, and most of them dependencies; there are few gates in some
 * and many in others, with group switches here and there. Gates of `kept` have that value whatever a switch says.
 */
export function overrideSets(
  { gates }: LibraryRegistry,
  release: string,
  kept: Readonly<Record<string, boolean>> = {},
): fc.Arbitrary<OverrideSet> {
  const standings = gates.flatMap(({ name, stages, dependencies }): Standing[] => {
    const stage = stages.findLast(({ version }) => minorOf(version) <= minorOf(release));
    return stage === undefined ? [] : [{ name, dependencies, stage }];
  });
  const free = standings.filter(({ name, stage }) => !stage.lockToDefault && !(name in kept)).map(({ name }) => name);
  const names = fc.oneof(
    { arbitrary: fc.subarray(free, { minLength: 1, maxLength: MOST }), weight: 3 },
    fc.subarray(free, { minLength: 1, maxLength: 3 }),
  );
  const values = fc.array(fc.boolean(), { minLength: MOST, maxLength: MOST });
  const group = fc.option(fc.boolean(), { freq: 2 });
  const sets = fc
    .record({ allAlpha: group, allBeta: group, names, values, mending: fc.constantFrom(...MENDINGS) })
    .map(({ allAlpha, allBeta, names: chosen, values: given, mending }) => {
      const switches = {
        ...(allAlpha !== null && { AllAlpha: allAlpha }),
        ...(allBeta !== null && { AllBeta: allBeta }),
      };
      const pairs = chosen.map((name, index) => [name, given[index] ?? false] as const);
      const overrides = { ...Object.fromEntries(pairs), ...kept };
      return { switches, overrides: mended({ switches, overrides }, standings, mending) };
    });
  // Small sets are no likelier to find something here.
  return fc.noBias(sets);
}

function mended(
  { switches, overrides }: OverrideSet,
  standings: readonly Standing[],
  mending: Mending,
): Record<string, boolean> {
  const result = { ...overrides };
  const known = new Map(standings.map((one) => [one.name, one]));
  const isOn = (name: string): boolean => {
    const stage = known.get(name)?.stage;
    if (stage === undefined || stage.lockToDefault) return stage?.default ?? false;
    return result[name] ?? switches[SWITCHES[stage.preRelease]] ?? stage.default;
  };
  const isFree = (name: string): boolean => known.get(name)?.stage.lockToDefault === false;
  const unmet = (): [name: string, needed: string][] =>
    standings
      .filter(({ name }) => isFree(name) && isOn(name))
      .flatMap(({ name, dependencies }) => dependencies.filter((one) => !isOn(one)).map((one) => [name, one]));
  const set = (value: boolean, next: () => string[]): void => {
    for (let names = next(); names.length > 0; names = next()) for (const name of names) result[name] = value;
  };
  if (mending === 'Raise') set(true, () => unmet().flatMap(([, needed]) => (isFree(needed) ? [needed] : [])));
  if (mending !== 'None') set(false, () => unmet().map(([name]) => name));
  return result;
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
