import type { FeatureSet } from '../../api/declared.ts';
import { publishedData } from '../../formats/published-config.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';
import { objectKey } from '../../kube/object.ts';
import type { Declarations } from '../declarations/declarations.ts';
import type { WantedConfig } from '../published/published-config-map.ts';
import type { PublishedConfigMaps } from '../published/published-config-maps.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import { claimantsOf } from '../published/contenders.ts';
import type { PublishingSituation } from './publishing-step.ts';
import { metadataOf, type FeatureSetDeclaration } from '../declarations/declaration.ts';

/** What knows the situation of a FeatureSet. */
export interface PublishingKnowledge {
  readonly declarations: Declarations;
  readonly evaluator: Pick<Evaluator, 'get'>;
  readonly configMaps: PublishedConfigMaps;
}

/** All that decides what to do next for what a FeatureSet publishes. */
export function situationOf(
  { declarations, evaluator, configMaps }: PublishingKnowledge,
  declaration: FeatureSetDeclaration,
): PublishingSituation {
  const { parsed, uid, component } = declaration;
  const { namespace = '' } = metadataOf(declaration);
  const featureSet = parsed.valid ? parsed.object : undefined;
  const publish = featureSet?.spec.publish;
  const claimants = featureSet && claimantsOf(declarations, featureSet);
  const verdict =
    component === undefined ? undefined : evaluator.get(component)?.featureSets.get(objectKey(metadataOf(declaration)));
  return {
    declaration,
    namespaceEnds: declarations.namespaces.get(namespace)?.ends ?? false,
    known: configMaps.access(namespace) === 'Listed',
    wanted: publish && wantedBy(verdict, declaration, publish.formats),
    previous: publish && configMaps.get(namespace, publish.configMap),
    strays: [...configMaps.of(namespace, uid)].filter(({ name }) => name !== publish?.configMap),
    hasElder: claimants?.elder !== undefined,
    younger: new Set(claimants?.younger.map(({ metadata }) => metadata.uid)),
  };
}

/** What the last evaluation wants published, if it knows this generation and nothing holds it back. */
function wantedBy(
  verdict: FeatureSetVerdict | undefined,
  { uid, generation }: FeatureSetDeclaration,
  formats: NonNullable<FeatureSet['spec']['publish']>['formats'],
): WantedConfig | undefined {
  const publication = verdict?.publication;
  if (!verdict || !publication || publication.heldBack) return undefined;
  const { metadata } = verdict.featureSet;
  if (metadata.uid !== uid || metadata.generation !== generation) return undefined;
  return { data: publishedData(publication.content, formats), release: publication.content.release };
}
