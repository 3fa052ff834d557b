import { isDeepStrictEqual } from 'node:util';
import type { FeatureSet } from '../../api/declared.ts';
import { PUBLISHED_FINALIZER } from '../../api/marks.ts';
import type { KubeObject } from '../../kube/object.ts';
import {
  isInOrder,
  manifestOf,
  type PublishedConfigMap,
  type WantedConfig,
} from '../published/published-config-map.ts';
import { metadataOf, type FeatureSetDeclaration } from '../declarations/declaration.ts';

/** What is known when the next step is chosen. */
export interface PublishingSituation {
  readonly declaration: FeatureSetDeclaration;
  /** Its namespace is being deleted, with all that is in it. */
  readonly namespaceEnds: boolean;
  /** Whether the ConfigMaps of the namespace are known. */
  readonly known: boolean;
  /** Undefined while nothing may be written: it is held back, or not evaluated yet. */
  readonly wanted: WantedConfig | undefined;
  /** What stands under the name, if it carries the label of any FeatureSet. */
  readonly previous: PublishedConfigMap | undefined;
  /** What carries this FeatureSet's label under other names. */
  readonly strays: readonly PublishedConfigMap[];
  /** An elder FeatureSet publishes under the same name. */
  readonly hasElder: boolean;
  /** The uids of younger FeatureSets that publish under the same name. */
  readonly younger: ReadonlySet<string>;
}

/** The one thing to do next for what a FeatureSet publishes. */
export type PublishingStep =
  /** Nothing may be done now; a change of what is known brings the next look. */
  | { readonly kind: 'Rest' }
  /** Everything is as it should be. */
  | { readonly kind: 'InOrder' }
  | { readonly kind: 'SetFinalizers'; readonly finalizers: readonly string[] }
  | { readonly kind: 'Create'; readonly manifest: KubeObject }
  | { readonly kind: 'Replace'; readonly manifest: KubeObject }
  | { readonly kind: 'RemoveStray'; readonly configMap: PublishedConfigMap }
  /** It is being deleted: delete every ConfigMap of it, then let it go. */
  | { readonly kind: 'Release'; readonly finalizers: readonly string[] };

/** Chooses the next step; pure, so that what is done follows from what is known and from nothing else. */
export function publishingStep(situation: PublishingSituation): PublishingStep {
  const { declaration, namespaceEnds } = situation;
  const { parsed } = declaration;
  const { finalizers = [], deletionTimestamp } = metadataOf(declaration);
  const others = finalizers.filter((one) => one !== PUBLISHED_FINALIZER);
  const bound = others.length < finalizers.length;
  const publish = parsed.valid ? parsed.object.spec.publish : undefined;
  const dropFinalizer: PublishingStep = bound ? { kind: 'SetFinalizers', finalizers: others } : { kind: 'Rest' };

  // All that is in the namespace goes, ours too, and soon nobody there may take the finalizer off.
  if (namespaceEnds) return dropFinalizer;
  if (deletionTimestamp !== undefined) {
    // Of an object that does not fit its schema only the finalizer tells what it wanted.
    const deletes = parsed.valid ? publish?.onDelete === 'Delete' : true;
    return bound && deletes ? { kind: 'Release', finalizers: others } : dropFinalizer;
  }
  if (!parsed.valid) return { kind: 'Rest' };
  if (publish?.onDelete !== 'Delete' && bound) return dropFinalizer;
  if (!publish || !situation.known) return { kind: 'Rest' };
  if (publish.onDelete === 'Delete' && !bound) {
    return { kind: 'SetFinalizers', finalizers: [...finalizers, PUBLISHED_FINALIZER] };
  }
  return contentStep(situation, parsed.object, publish);
}

function contentStep(
  { wanted, previous, strays, hasElder, younger }: PublishingSituation,
  { metadata }: FeatureSet,
  { configMap, onDelete }: NonNullable<FeatureSet['spec']['publish']>,
): PublishingStep {
  if (hasElder || !wanted) return { kind: 'Rest' };
  const manifest = manifestOf({ metadata, configMap }, wanted, previous);
  if (!previous) return { kind: 'Create', manifest };
  const mine = previous.owner === metadata.uid;
  // Only from a younger one that names it too: whatever else carries another label was left by, or to, someone else.
  if (!mine && !younger.has(previous.owner)) return { kind: 'Rest' };
  if (!mine || !isInOrder(previous, manifest)) return { kind: 'Replace', manifest };
  // Only now: what was published last must not go before its successor stands.
  const stray = strays.find((one) => one.metadata['deletionTimestamp'] === undefined);
  return stray && onDelete === 'Delete' ? { kind: 'RemoveStray', configMap: stray } : { kind: 'InOrder' };
}

/** Whether two steps would do the same: one that failed is not tried again at once. */
export function isSameStep(a: PublishingStep, b: PublishingStep): boolean {
  if (a.kind === 'Create' || a.kind === 'Replace' || b.kind === 'Create' || b.kind === 'Replace') {
    return 'manifest' in a && 'manifest' in b && isDeepStrictEqual(contentOf(a.manifest), contentOf(b.manifest));
  }
  return isDeepStrictEqual(a, b);
}

/** What is to be written, whatever stood there. */
function contentOf({ metadata, data }: KubeObject): unknown {
  return [metadata.name, metadata['annotations'], data];
}
