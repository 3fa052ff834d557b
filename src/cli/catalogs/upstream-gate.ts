import type { GateStage } from '../../api/gate.ts';
import { fieldsOf, listIn, textIn, truthIn, type Fields } from '../input/fields.ts';
import { Unusable } from '../terminal/unusable.ts';

/** A gate as Kubernetes declares it, in our words. */
export interface UpstreamGate {
  readonly name: string;
  readonly stages: readonly Omit<GateStage, 'effect'>[];
  readonly requires: readonly string[];
  /** Fields that no source says and that are filled in. */
  readonly assumed: readonly string[];
}

/** Gates, and where they are declared. */
export interface UpstreamRegistry {
  readonly gates: readonly UpstreamGate[];
  /** Module or file. */
  readonly source: string;
  /** Version or commit; undefined where the source does not say it. */
  readonly revision: string | undefined;
}

const LEVELS: Readonly<Record<string, GateStage['level']>> = {
  ALPHA: 'Alpha',
  BETA: 'Beta',
  GA: 'Stable',
  // The library's own word for GA.
  '': 'Stable',
  DEPRECATED: 'Deprecated',
};
const FEATURE_LIST = 'kubernetes/kubernetes:test/compatibility_lifecycle/reference/versioned_feature_list.yaml';

/**
 * Reads what `gates list` prints of the library linked into kube-apiserver, or Kubernetes' own versioned_feature_list.yaml.
 * Throws Unusable, naming gate and field, for anything else.
 */
export function upstreamRegistry(value: unknown, place: string): UpstreamRegistry {
  if (Array.isArray(value)) {
    const gates = value.map((entry, index) => featureListGate(fieldsOf(entry, `${place} entry ${index}`)));
    return { gates, source: FEATURE_LIST, revision: undefined };
  }
  const { component, version, gates } = fieldsOf(value, place).values;
  if (component !== 'kubernetes' || typeof version !== 'string' || !Array.isArray(gates)) {
    throw new Unusable(
      `${place}: this is neither the output of \`gates list\` (component, version, gates) nor a versioned_feature_list.yaml (a list)`,
    );
  }
  const read = gates.map((gate, index) => libraryGate(fieldsOf(gate, `${place} gates[${index}]`)));
  return { gates: read, source: 'k8s.io/kubernetes', revision: version };
}

/** A gate of `gates list`: everything the library knows. */
function libraryGate(fields: Fields): UpstreamGate {
  const name = textIn(fields, 'name');
  const stages = listIn(fields, 'stages').map((stage) => {
    const spec = fieldsOf(stage, `gate ${name}`);
    const pair =
      spec.values['minCompatibilityVersion'] === undefined ? undefined : textIn(spec, 'minCompatibilityVersion');
    return { ...stageOf(spec), ...(pair !== undefined && { minCompatibility: pair }) };
  });
  const requires = listIn(fields, 'dependencies').map(String).sort();
  return { name, stages, requires, assumed: [] };
}

/**
 * A gate of versioned_feature_list.yaml, which knows no dependencies and drops the minimum compatibility version: two
 * entries of one version are a pair that it told apart, and the later holds from that version on (semantics.md note f).
 */
function featureListGate(fields: Fields): UpstreamGate {
  const name = textIn(fields, 'name');
  const stages = listIn(fields, 'versionedSpecs').map((spec) => stageOf(fieldsOf(spec, `gate ${name}`)));
  const later = stages.map((stage, index) => index > 0 && stages[index - 1]?.release === stage.release);
  const paired = stages.map((stage, index) => (later[index] ? { ...stage, minCompatibility: stage.release } : stage));
  if (later.some((isLater, index) => isLater && later[index + 1])) {
    throw new Unusable(
      `gate ${name}: more than two entries of one version cannot be told apart; give the library's own list`,
    );
  }
  return { name, stages: paired, requires: [], assumed: later.includes(true) ? ['stages.minCompatibility'] : [] };
}

function stageOf(spec: Fields): UpstreamGate['stages'][number] {
  const stability = textIn(spec, 'preRelease');
  const level = LEVELS[stability.toUpperCase()];
  if (!level) throw new Unusable(`${spec.where}: preRelease '${stability}' must be one of Alpha, Beta, GA, Deprecated`);
  return {
    release: textIn(spec, 'version'),
    level,
    default: truthIn(spec, 'default') ? 'Enabled' : 'Disabled',
    locked: truthIn(spec, 'lockToDefault'),
  };
}
