import type { FeatureSet } from '../../api/declared.ts';
import type { Override } from '../../api/featureset.ts';
import type { PolicySpec } from '../../api/policy.ts';
import type { Calendar, ReleasePoint } from '../releases/calendar.ts';
import { interpret, mixtureOf, type Vocabulary } from './config-interpretation.ts';
import type { ConfigReading } from './config-reading.ts';
import { judgeConfigVersion } from './config-version.ts';
import type { Lives } from '../life/requirements.ts';
import type { Finding } from '../findings/finding.ts';
import type { SourceFact } from '../findings/source-fact.ts';
import { stageInForce } from '../life/stage.ts';
import type { SourceState } from './observed-configs.ts';

/** The layer of overrides, groups and settings that the FeatureSet itself holds: it wins over every source. */
export const SPEC_LAYER = 'spec.overrides';

/** Something that a layer asks for, and which source does. */
interface Asked {
  /** The source, such as `configmap/epp-config key config.yaml`. Absent: the spec. */
  readonly in?: string;
}

/** A gate that is set. */
export interface AskedGate extends Asked {
  readonly override: Override;
}

/** A group switch that is set. */
export interface AskedGroup extends Asked {
  readonly group: FeatureSet['spec']['groups'][number];
}

/** A setting that is set. */
export interface AskedSetting extends Asked {
  readonly value: string;
}

/** A plugin instance that is listed. */
export interface AskedPlugin extends Asked {
  readonly type: string;
  readonly name?: string | undefined;
  /** Names of its parameters. Absent: none are known. */
  readonly parameters?: readonly string[];
}

/** A source that was read, or is held to as it was read last. */
interface ReadSource {
  readonly in: string;
  readonly reading: ConfigReading;
}

/** What sources and spec ask for, merged: a later source wins over an earlier one, the spec over all (R24). */
export interface Layers {
  /** Who sets a gate, the winner first. */
  readonly gates: ReadonlyMap<string, readonly AskedGate[]>;
  readonly groups: ReadonlyMap<string, AskedGroup>;
  readonly settings: ReadonlyMap<string, AskedSetting>;
  readonly plugins: readonly AskedPlugin[];
  readonly sources: readonly ReadSource[];
}

/** What layers are merged for. */
export interface LayersContext {
  readonly featureSet: FeatureSet;
  readonly policy: PolicySpec;
  readonly lives: Lives;
  readonly calendar: Calendar;
  readonly release: ReleasePoint;
  readonly minCompatibility: ReleasePoint | undefined;
  /** One for each of `spec.sources`; a source without one is missing. */
  readonly sources: readonly SourceState[];
}

/** Merges the sources of a FeatureSet with what it says itself, and says what is wrong with the sources (R20, R22-R24, R65). */
export function layersOf(context: LayersContext, findings: Finding[]): Layers {
  const { spec } = context.featureSet;
  const sources = spec.sources.flatMap((source, index) => {
    const { read, fact } = readSource(context, source, context.sources[index]);
    if (fact) findings.push({ severity: 'Error', subject: `configmap/${source.configMap.name}`, fact });
    return read;
  });
  const gates = new Map<string, AskedGate[]>();
  const groups = new Map<string, AskedGroup>();
  const settings = new Map<string, AskedSetting>();
  const plugins: AskedPlugin[] = [];
  const places = new Map<string, string[]>();
  const note = (key: string, place: string): void => {
    places.set(key, [...(places.get(key) ?? []), place]);
  };
  for (const source of sources) {
    const found = interpretation(context, source, findings);
    for (const { gate, state } of found.overrides) {
      note(gate, source.in);
      const override: Override = { gate, state, onExpiry: 'Warn' };
      gates.set(gate, [{ override, in: source.in }, ...(gates.get(gate) ?? [])]);
    }
    for (const { at: _, ...group } of found.groups) {
      note(group.name, source.in);
      groups.set(group.name, { group, in: source.in });
    }
    for (const { name, value } of found.settings) {
      note(name, source.in);
      settings.set(name, { value, in: source.in });
    }
    for (const plugin of source.reading.plugins) plugins.push({ ...plugin, in: source.in });
  }
  for (const override of spec.overrides) {
    note(override.gate, SPEC_LAYER);
    gates.set(override.gate, [{ override }, ...(gates.get(override.gate) ?? [])]);
  }
  for (const group of spec.groups) {
    note(group.name, 'spec.groups');
    groups.set(group.name, { group });
  }
  for (const { name, value } of spec.settings) {
    note(name, 'spec.settings');
    settings.set(name, { value });
  }
  // That a later layer overrides an earlier one is how layers are meant: whoever wonders can look it up.
  for (const [key, layers] of places) {
    if (layers.length > 1)
      findings.push({ severity: 'Info', subject: key, fact: { kind: 'DuplicateKey', places: layers } });
  }
  return { gates, groups, settings, plugins: [...plugins, ...spec.plugins], sources };
}

/** How a source is named: `configmap/epp-config key config.yaml`. */
function nameOf({ configMap }: FeatureSet['spec']['sources'][number]): string {
  const key = configMap.key === undefined ? '' : ` key ${configMap.key}`;
  return `configmap/${configMap.name}${key}`;
}

function readSource(
  { featureSet, policy }: LayersContext,
  source: FeatureSet['spec']['sources'][number],
  state: SourceState = { kind: 'Missing', what: 'ConfigMap', last: undefined },
): { readonly read: readonly ReadSource[]; readonly fact?: SourceFact } {
  const name = nameOf(source);
  const held = (reading: ConfigReading | undefined): ReadSource[] => (reading ? [{ in: name, reading }] : []);
  switch (state.kind) {
    case 'Read': {
      const problem = mixtureOf(state.reading, { component: featureSet.spec.component, policy });
      if (problem === undefined) return { read: held(state.reading) };
      return { read: [], fact: { kind: 'SourceMalformed', problem, kept: false, in: name } };
    }
    case 'Missing': {
      const { what, last } = state;
      // What nobody has answered may be there all the same, and what it holds is not to be published without.
      if (source.optional === 'Allow' && what !== 'Answer') return { read: [] };
      const kept = last !== undefined;
      return { read: held(last), fact: { kind: 'SourceMissing', what, kept, in: name } };
    }
    case 'Malformed': {
      const { problem, last } = state;
      const kept = last !== undefined;
      return { read: held(last), fact: { kind: 'SourceMalformed', problem, kept, in: name } };
    }
    case 'NotAllowed': {
      const { namespace = 'default' } = featureSet.metadata;
      const grantee = state.lacks === 'Right' ? state.grantee : undefined;
      return { read: [], fact: { kind: 'SourceNotAllowed', configMap: source.configMap.name, namespace, grantee } };
    }
  }
}

function interpretation(context: LayersContext, source: ReadSource, findings: Finding[]) {
  const { featureSet, policy, lives, release } = context;
  const { reading, in: name } = source;
  const version = judgeConfigVersion(reading.apiVersion, release, context);
  if (version) {
    const severity = version.kind === 'UnknownApiVersion' ? 'Error' : 'Warning';
    findings.push({ severity, subject: reading.apiVersion ?? '', fact: { ...version, in: name } });
  }
  for (const path of reading.unknownFields ?? []) {
    findings.push({ severity: 'Warning', subject: path, fact: { kind: 'UnknownField', in: name } });
  }
  const { component } = featureSet.spec;
  const wordsOf: Vocabulary['wordsOf'] = (gate) => lives.get(gate)?.spec.values;
  const found = interpret(reading, { component, policy, wordsOf });
  for (const { key, places } of found.duplicates) {
    const fact = { kind: 'DuplicateKey', places: places.map((place) => `${name} ${place}`) } as const;
    findings.push({ severity: 'Warning', subject: key, fact });
  }
  for (const { key, component: other } of found.foreign) {
    findings.push({
      severity: 'Info',
      subject: `${other}:${key}`,
      fact: { kind: 'OtherComponent', component: other, in: name },
    });
  }
  // A gate that cannot be set at all is refused for that: what its value would have to be is beside the point (R56).
  const absent = found.invalid.filter(({ key }) => isAbsent(key, context));
  for (const { key, at, expected } of found.invalid.filter((one) => !absent.includes(one))) {
    findings.push({ severity: 'Error', subject: key, fact: { kind: 'InvalidValue', field: at, expected, in: name } });
  }
  const overrides = absent.map(({ key, at }) => ({ gate: key, state: 'Disabled', at }) as const);
  return { ...found, overrides: [...found.overrides, ...overrides] };
}

/** Whether a gate is a tombstone or has not begun yet. */
function isAbsent(gate: string, { lives, release, minCompatibility }: LayersContext): boolean {
  const life = lives.get(gate);
  return life !== undefined && (stageInForce(life, release, minCompatibility)?.level ?? 'Removed') === 'Removed';
}
