import type { FeatureSetStatus } from '../../api/featureset-status.ts';
import { OWNER_LABEL, PUBLISHED_FINALIZER, PUBLISHER_ROLE } from '../../api/marks.ts';
import { publishedData } from '../../formats/published-config.ts';
import type { PublishedState } from '../../lifecycle/config/observed-configs.ts';
import type { ConditionState } from './conditions.ts';
import { sentenceOf } from '../words/fact-words.ts';
import type { Announcement } from './notices.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

type Own = Extract<PublishedState, { kind: 'Own' }>;

/** What stands where a FeatureSet publishes, if it is its own and what the FeatureSet says now. */
export function publishedInOrder({ featureSet, publication, published }: FeatureSetVerdict): Own | undefined {
  const { metadata, spec } = featureSet;
  if (!spec.publish || !publication || publication.heldBack || published?.kind !== 'Own') return undefined;
  if (metadata.deletionTimestamp !== undefined) return undefined;
  const { generation, release, data } = published;
  const wanted = publishedData(publication.content, spec.publish.formats);
  const keys = Object.keys(wanted);
  const same = keys.length === Object.keys(data).length && keys.every((key) => wanted[key] === data[key]);
  return same && generation === metadata.generation && release === publication.content.release ? published : undefined;
}

/** The condition Published; undefined where nothing asks for it. */
export function publishedCondition(verdict: FeatureSetVerdict): ConditionState | undefined {
  const { featureSet, published } = verdict;
  const { metadata, spec } = featureSet;
  if (published?.kind === 'NotPermitted') return notPermitted(verdict, published.grantee);
  if (!spec.publish) return undefined;
  const configMap = `ConfigMap '${spec.publish.configMap}'`;
  if (!published) {
    const message = `The content of ${configMap} is not known: only the operator publishes, in a cluster`;
    return condition('Unknown', 'NotEvaluated', message);
  }
  const live = liveIn(configMap, published);
  if (metadata.deletionTimestamp !== undefined)
    return condition('False', 'HeldBack', `The object is being deleted and no longer publishes anything; ${live}`);
  if (published.kind === 'NotOwned') return condition('False', 'ConfigMapNotOwned', notOwned(verdict, published));
  const why = heldBackBy(verdict);
  if (why !== undefined) return condition('False', 'HeldBack', `Nothing new is published; ${live}. ${why}`);
  const current = publishedInOrder(verdict);
  if (current) {
    const message = `${configMap} holds what generation ${current.generation} says for ${current.release}`;
    return condition('True', 'Published', message);
  }
  const { failure } = published;
  const state =
    failure === undefined
      ? `${configMap} is being written`
      : `${configMap} could not be written and is tried again (${failure})`;
  return condition('Unknown', 'Publishing', `${state}; ${live}`);
}

/** `status.published`: what is live of this FeatureSet, whether or not it is what it says now. */
export function publishedRow({ featureSet, published }: FeatureSetVerdict): FeatureSetStatus['published'] {
  const { publish } = featureSet.spec;
  if (!publish || published?.kind !== 'Own') return undefined;
  return { configMap: publish.configMap, generation: published.generation, hash: published.hash };
}

/** That other content is live than the status says that stands. */
export function publishedAnnouncements(
  verdict: FeatureSetVerdict,
  before: FeatureSetStatus | undefined,
): readonly Announcement[] {
  const current = publishedInOrder(verdict);
  const row = publishedRow(verdict);
  if (!current || !row) return [];
  if (before?.published?.hash === row.hash && before.published.configMap === row.configMap) return [];
  const message = `ConfigMap '${row.configMap}' now holds what generation ${row.generation} says for ${current.release}`;
  return [{ reason: 'Published', subjects: [row.configMap], message }];
}

function condition(
  status: ConditionState['status'],
  reason: ConditionState['reason'],
  message: string,
): ConditionState {
  return { status, reason, message };
}

function liveIn(configMap: string, published: PublishedState): string {
  if (published.kind !== 'Own') return `${configMap} holds nothing of this FeatureSet`;
  const { generation, release, edited } = published;
  return edited
    ? `${configMap} was changed by someone else after generation ${generation} was published`
    : `${configMap} holds what generation ${generation} said for ${release}`;
}

/** Why nothing may be published, in a sentence; undefined where nothing is in the way. */
function heldBackBy({ publication, findings }: FeatureSetVerdict): string | undefined {
  if (publication && !publication.heldBack) return undefined;
  const cause = findings.find(({ severity }) => severity === 'Error') ?? findings.find(isPolicyMissing);
  return cause ? sentenceOf(cause.fact, cause.subject) : 'The release is not known';
}

function isPolicyMissing({ fact }: FeatureSetVerdict['findings'][number]): boolean {
  return fact.kind === 'PolicyMissing';
}

function notOwned({ featureSet }: FeatureSetVerdict, { elder }: Extract<PublishedState, { kind: 'NotOwned' }>): string {
  const { metadata, spec } = featureSet;
  const name = spec.publish?.configMap ?? '';
  const another = 'name another one in spec.publish.configMap';
  if (elder !== undefined)
    return `ConfigMap '${name}' is published by FeatureSet '${elder}', which is older, so nothing is written; ${another}`;
  const label = `${OWNER_LABEL}=${metadata.uid}`;
  const handOver = `kubectl label configmap ${name} -n ${metadata.namespace} ${label} --overwrite`;
  return `ConfigMap '${name}' exists and does not belong to this FeatureSet, so it is left unchanged; delete it, ${another}, or, to have its content replaced, run \`${handOver}\``;
}

function notPermitted({ featureSet }: FeatureSetVerdict, grantee: string): ConditionState {
  const { name, namespace, deletionTimestamp, finalizers = [] } = featureSet.metadata;
  const grant = `to grant the right, run \`kubectl create rolebinding ${PUBLISHER_ROLE} -n ${namespace} --clusterrole=${PUBLISHER_ROLE} ${grantee}\``;
  if (deletionTimestamp === undefined) {
    const message = `The operator is not allowed to publish in namespace '${namespace}', so nothing is written; ${grant}; no restart is needed`;
    return condition('False', 'NotPermitted', message);
  }
  const others = finalizers.filter((one) => one !== PUBLISHED_FINALIZER);
  const patch = JSON.stringify({ metadata: { finalizers: others } });
  const leave = `kubectl patch fset ${name} -n ${namespace} --type=merge -p '${patch}'`;
  const message = `The operator is not allowed to delete what was published in namespace '${namespace}', so this object stays; ${grant} (no restart is needed), or, to leave the ConfigMap in place, run \`${leave}\``;
  return condition('False', 'NotPermitted', message);
}
