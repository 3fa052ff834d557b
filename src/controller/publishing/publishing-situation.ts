import type { FeatureSet } from '../../api/declared.ts';
import { publishedData } from '../../formats/published-config.ts';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { splitKey } from '../../kube/object.ts';
import type { Declarations } from '../declarations/declarations.ts';
import type { WantedConfig } from './published-config-map.ts';
import type { PublishedConfigMaps } from './published-config-maps.ts';
import { claimantsOf } from './contenders.ts';
import type { PublishingSituation } from './publishing-step.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';

/** What knows the situation of a FeatureSet. */
export interface PublishingKnowledge {
  readonly declarations: Declarations;
  /** The last evaluation of a component. */
  readonly evaluationOf: (component: string) => Evaluation | undefined;
  readonly configMaps: PublishedConfigMaps;
}

/** All that decides what to do next for what a FeatureSet publishes. */
export function situationOf(
  { declarations, evaluationOf, configMaps }: PublishingKnowledge,
  key: string,
  declaration: FeatureSetDeclaration,
): PublishingSituation {
  const { parsed, uid } = declaration;
  const { namespace = '' } = splitKey(key);
  const featureSet = parsed.valid ? parsed.object : undefined;
  const publish = featureSet?.spec.publish;
  const claimants = featureSet && claimantsOf(declarations, featureSet);
  return {
    declaration,
    namespaceEnds: declarations.namespaces.get(namespace)?.ends ?? false,
    known: configMaps.access(namespace) === 'Listed',
    wanted: publish && wantedBy(evaluationOf, key, declaration, publish),
    previous: publish && configMaps.get(namespace, publish.configMap),
    strays: [...configMaps.of(namespace, uid)].filter(({ name }) => name !== publish?.configMap),
    hasElder: claimants?.elder !== undefined,
    younger: new Set(claimants?.younger.map(({ metadata }) => metadata.uid)),
  };
}

/** What the last evaluation wants published, if it knows this generation and nothing holds it back. */
function wantedBy(
  evaluationOf: PublishingKnowledge['evaluationOf'],
  key: string,
  { component, uid, generation }: FeatureSetDeclaration,
  { formats }: NonNullable<FeatureSet['spec']['publish']>,
): WantedConfig | undefined {
  const verdict = component === undefined ? undefined : evaluationOf(component)?.featureSets.get(key);
  const publication = verdict?.publication;
  if (!verdict || !publication || publication.heldBack) return undefined;
  const { metadata } = verdict.featureSet;
  if (metadata.uid !== uid || metadata.generation !== generation) return undefined;
  return { data: publishedData(publication.content, formats), release: publication.content.release };
}
