import { KUBERNETES, KUBERNETES_PROMISES } from '../../api/kubernetes-policy.ts';
import { parseManifest } from '../../api/parse.ts';
import { API_VERSION } from '../../api/schema.ts';
import { ASSUMED, REVISION, SOURCE } from './manifest-annotations.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { UpstreamGate, UpstreamRegistry } from './upstream-gate.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';

/** The built-in policy as an object. */
export function kubernetesPolicy(): object {
  const annotations = {
    // The calendar is the list of minors, without dates.
    [ASSUMED]: 'releases',
    [SOURCE]:
      'https://kubernetes.io/docs/reference/using-api/deprecation-policy/ (rules 9 and 10), kubernetes/community:contributors/devel/sig-architecture/feature-gates.md',
  };
  return {
    apiVersion: API_VERSION,
    kind: 'MaturityPolicy',
    metadata: { name: KUBERNETES, annotations },
    spec: KUBERNETES_PROMISES,
  };
}

/** Every gate of a registry as an object, in the order of names. Throws Unusable for a gate that no object can say. */
export function kubernetesGates({ gates, source, revision }: UpstreamRegistry): object[] {
  const names = new Set<string>();
  const objects = gates.map((gate) => {
    const object = gateObject(gate, { [SOURCE]: source, ...(revision !== undefined && { [REVISION]: revision }) });
    const { name } = object.metadata;
    if (names.has(name)) throw new Unusable(`gate ${gate.name}: another gate has the same name but for case`);
    names.add(name);
    const parsed = parseManifest('FeatureGate', object);
    if (!parsed.valid) throw new Unusable(`gate ${gate.name} fits no FeatureGate: ${parsed.problems.join('; ')}`);
    return object;
  });
  return objects.sort((a, b) => compareWords(a.metadata.name, b.metadata.name));
}

function gateObject({ name, stages, requires, assumed }: UpstreamGate, origin: Readonly<Record<string, string>>) {
  const deprecatedIn = stages.find(({ level }) => level === 'Deprecated')?.release;
  const message = `Deprecated upstream since ${deprecatedIn}; no message is recorded.`;
  const filled = ['owners', ...(deprecatedIn === undefined ? [] : ['deprecation.message']), ...assumed];
  return {
    apiVersion: API_VERSION,
    kind: 'FeatureGate',
    metadata: {
      name: `${KUBERNETES}.${name.toLowerCase()}`,
      annotations: { [ASSUMED]: filled.join(','), ...origin },
    },
    spec: {
      component: KUBERNETES,
      gate: name,
      owners: ['upstream'],
      stages,
      ...(requires.length > 0 && { requires: requires.map((gate) => ({ gate })) }),
      ...(deprecatedIn !== undefined && { deprecation: { message } }),
    },
  };
}
