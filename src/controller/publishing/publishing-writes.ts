import type { Logger } from 'pino';
import { OWNER_LABEL } from '../../api/marks.ts';
import { hasRight } from '../../kube/requests/access-review.ts';
import { isStatus, isUnreachable, messageOf } from '../../kube/failure.ts';
import { resourcePath, type KubeObject, type ObjectMeta } from '../../kube/object.ts';
import { readMetadata } from '../../kube/requests/object-metadata.ts';
import {
  createObject,
  deleteObject,
  replaceObject,
  setFinalizers,
  type WriteAnswer,
  type Writes,
} from '../../kube/requests/object-write.ts';
import type { Declarations } from '../declarations/declarations.ts';
import { CONFIG_MAPS } from '../config-maps/config-map-watches.ts';
import { publishedConfigMap, type PublishedConfigMap } from '../published/published-config-map.ts';
import type { PublishedConfigMaps } from '../published/published-config-maps.ts';
import type { PublishFailure } from '../published/publish-failure.ts';
import type { PublishingStep } from './publishing-step.ts';
import { resourceOf } from '../declarations/resource-of.ts';
import { metadataOf, type FeatureSetDeclaration } from '../declarations/declaration.ts';

/**
 * How a step went: `Changed` says that something was not as it seemed and was read again, `Gone` that the FeatureSet is,
 * `Unreachable` that no answer came.
 */
export type StepOutcome =
  | { readonly kind: 'Taken' }
  | { readonly kind: 'Changed' }
  | { readonly kind: 'Gone' }
  | { readonly kind: 'Unreachable' }
  | PublishFailure;

/** What steps are taken with. */
export interface PublishingMeans {
  readonly writes: Writes;
  readonly declarations: Declarations;
  readonly configMaps: PublishedConfigMaps;
  readonly logger: Logger;
}

/** Takes one step for the FeatureSet of this key; never throws for what a server answers. */
export async function takeStep(
  means: PublishingMeans,
  declaration: FeatureSetDeclaration,
  step: Exclude<PublishingStep, { kind: 'Rest' | 'InOrder' }>,
): Promise<StepOutcome> {
  try {
    switch (step.kind) {
      case 'SetFinalizers':
        return await bind(means, declaration, step.finalizers);
      case 'Create':
      case 'Replace':
        return await write(means, declaration, step);
      case 'RemoveStray':
        return await remove(means, step.configMap);
      case 'Release':
        return await release(means, declaration, step.finalizers);
    }
  } catch (error) {
    // What is read on the way may fail, too; then all of it is tried again.
    if (isStatus(error, 403)) return { kind: 'NotPermitted', reason: messageOf(error) };
    return isUnreachable(error) ? { kind: 'Unreachable' } : { kind: 'Failing', failure: messageOf(error) };
  }
}

async function write(
  means: PublishingMeans,
  { uid }: FeatureSetDeclaration,
  { kind, manifest }: Extract<PublishingStep, { manifest: KubeObject }>,
): Promise<StepOutcome> {
  const { writes, configMaps, logger } = means;
  const { name, namespace = '' } = manifest.metadata;
  if (kind === 'Create') {
    // Looking first, so that nothing is tried again and again on what someone else has made.
    const isOurs = await reread(means, uid, manifest.metadata);
    if (isOurs !== undefined) return { kind: isOurs ? 'Changed' : 'NotOwned' };
  }
  const answer = await (kind === 'Create' ? createObject : replaceObject)(writes, CONFIG_MAPS, manifest);
  if (answer.kind === 'Written') {
    configMaps.take(answer.object);
    logger.info({ object: { kind: 'ConfigMap', namespace, name } }, 'Published config');
    return { kind: 'Taken' };
  }
  if (answer.kind === 'Gone' || answer.kind === 'Conflict') {
    await reread(means, uid, manifest.metadata);
    return { kind: 'Changed' };
  }
  return troubleOf(means, answer, { namespace, verb: kind === 'Create' ? 'create' : 'update' });
}

async function remove(means: PublishingMeans, configMap: PublishedConfigMap): Promise<StepOutcome> {
  const { namespace, name, owner } = configMap;
  const answer = await deleteObject(means.writes, CONFIG_MAPS, configMap);
  if (answer.kind === 'Gone' || answer.kind === 'Conflict') {
    await reread(means, owner, configMap.metadata);
    return { kind: 'Changed' };
  }
  if (answer.kind !== 'Written') return troubleOf(means, answer, { namespace, verb: 'delete' });
  means.configMaps.drop(configMap.metadata);
  means.logger.info({ object: { kind: 'ConfigMap', namespace, name } }, 'Deleted published config');
  return { kind: 'Taken' };
}

/**
 * Reads again what was not as expected: all of it only if it is ours, else no more than its metadata. Whether it is ours;
 * undefined where there is none.
 */
async function reread(
  { writes, configMaps }: PublishingMeans,
  owner: string,
  metadata: ObjectMeta,
): Promise<boolean | undefined> {
  const { namespace, name } = metadata;
  const found = await readMetadata(writes, CONFIG_MAPS, { namespace, name });
  const labels = (found?.['labels'] ?? {}) as Readonly<Record<string, unknown>>;
  if (found && labels[OWNER_LABEL] === owner) {
    const path = resourcePath(CONFIG_MAPS, { namespace, name });
    configMaps.take((await writes.request<KubeObject>({ method: 'GET', path })).body);
    return true;
  }
  configMaps.drop(metadata);
  return found && false;
}

/** Deletes every ConfigMap of the FeatureSet, as the server knows them now and not as a watch saw them last, and lets it go. */
async function release(
  means: PublishingMeans,
  declaration: FeatureSetDeclaration,
  finalizers: readonly string[],
): Promise<StepOutcome> {
  const { namespace = '' } = metadataOf(declaration);
  const { body } = await means.writes.request<{ items?: KubeObject[] | null }>({
    method: 'GET',
    path: resourcePath(CONFIG_MAPS, { namespace }),
    query: { labelSelector: `${OWNER_LABEL}=${declaration.uid}` },
  });
  for (const item of body.items ?? []) {
    if (item.metadata['deletionTimestamp'] !== undefined) continue;
    const outcome = await remove(means, publishedConfigMap(item));
    if (outcome.kind !== 'Taken') return outcome;
  }
  return bind(means, declaration, finalizers);
}

async function bind(
  means: PublishingMeans,
  declaration: FeatureSetDeclaration,
  finalizers: readonly string[],
): Promise<StepOutcome> {
  const { writes, declarations } = means;
  const { name, namespace } = metadataOf(declaration);
  const { uid, resourceVersion } = declaration;
  const location = { name, namespace };
  const resource = resourceOf('FeatureSet');
  const answer = await setFinalizers(writes, resource, { ...location, uid, resourceVersion, finalizers });
  switch (answer.kind) {
    case 'Written':
      declarations.stores.FeatureSet.apply(answer.object);
      return { kind: 'Taken' };
    case 'Conflict': {
      const path = resourcePath(resource, location);
      declarations.stores.FeatureSet.upsert((await writes.request<KubeObject>({ method: 'GET', path })).body, 'watch');
      return { kind: 'Changed' };
    }
    case 'Gone':
      return { kind: 'Gone' };
    case 'Forbidden':
      return { kind: 'NotPermitted', reason: answer.reason };
    case 'Failed':
      return troubleOf(means, answer, { namespace: namespace ?? '', verb: 'update' });
  }
}

/** A missing right has a remedy of its own; admission and quotas answer 403, too. */
async function troubleOf(
  { writes }: PublishingMeans,
  answer: Extract<WriteAnswer, { kind: 'Forbidden' | 'Failed' }>,
  { namespace, verb }: { readonly namespace: string; readonly verb: string },
): Promise<StepOutcome> {
  switch (answer.kind) {
    case 'Forbidden':
      return (await hasRight(writes, { verb, resource: CONFIG_MAPS, namespace }))
        ? { kind: 'Failing', failure: answer.reason }
        : { kind: 'NotPermitted', reason: answer.reason };
    case 'Failed':
      return answer.unreachable
        ? { kind: 'Unreachable' }
        : { kind: 'Failing', failure: answer.reason, afterMs: answer.afterMs };
  }
}
