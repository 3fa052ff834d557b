import type { FeatureSet } from '../../api/declared.ts';
import type { Clock } from '../../kube/clock.ts';
import { Listeners } from '../../kube/listeners.ts';
import { objectKey, splitKey } from '../../kube/object.ts';
import type { PublishedState } from '../../lifecycle/config/observed-configs.ts';
import type { OwnIdentity } from '../config-maps/own-identity.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';
import type { DeclarationChange, Declarations } from '../declarations/declarations.ts';
import type { PublishFailure } from './publish-failure.ts';
import { PublishedConfigMaps, type PublishedConfigMapsOptions } from './published-config-maps.ts';
import { publishedStateOf } from './published-state.ts';

export interface PublishedStatesOptions extends Pick<PublishedConfigMapsOptions, 'attach'> {
  readonly declarations: Declarations;
  readonly identity: Pick<OwnIdentity, 'text'>;
  readonly clock: Clock;
}

/** Knows what stands where FeatureSets publish, and what the last attempt to write there said. */
export class PublishedStates {
  /** What carries the label of a FeatureSet, where one publishes. */
  readonly configMaps: PublishedConfigMaps;
  readonly #options: PublishedStatesOptions;
  /** What went wrong last, by key of FeatureSet. */
  readonly #failures = new Map<string, PublishFailure>();
  readonly #listeners = new Listeners<[key: string]>();

  constructor(options: PublishedStatesOptions) {
    const { declarations, attach, clock } = options;
    this.#options = options;
    this.configMaps = new PublishedConfigMaps({
      attach,
      clock,
      onChange: (namespace, name, owner) => this.#configMapChanged(namespace, name, owner),
    });
    declarations.onChangeOf('FeatureSet', (change) => this.#featureSetChanged(change));
  }

  /** Calls `listener` with the key of each FeatureSet of which something else may be known than before. */
  onChange(listener: (key: string) => void): void {
    this.#listeners.add(listener);
  }

  /** What stands where this FeatureSet publishes; undefined where that is not known, or it publishes nothing. */
  of(featureSet: FeatureSet): PublishedState | undefined {
    const { declarations, identity } = this.#options;
    const places = { declarations, configMaps: this.configMaps, grantee: identity.text };
    return publishedStateOf(places, featureSet, this.failureOf(objectKey(featureSet.metadata)));
  }

  /** Whether it is worth waiting for what stands there. */
  isPending({ metadata, spec }: FeatureSet): boolean {
    return spec.publish !== undefined && this.configMaps.isPending(metadata.namespace ?? '');
  }

  /** Of how many FeatureSets the last attempt failed. */
  get failures(): number {
    return this.#failures.size;
  }

  /** Why the last attempt for this FeatureSet failed; undefined where it did not. */
  failureOf(key: string): PublishFailure | undefined {
    return this.#failures.get(key);
  }

  /** Takes in how an attempt failed; those who listen hear of it with the next `tell`. */
  failed(key: string, failure: PublishFailure): void {
    this.#failures.set(key, failure);
  }

  /** Forgets how the last attempt failed; answers whether one had. */
  forget(key: string): boolean {
    return this.#failures.delete(key);
  }

  /** Tells that something else may be known of this FeatureSet. */
  tell(key: string): void {
    this.#listeners.tell(key);
  }

  /** From now on time counts for what the server does not say. */
  start(): void {
    this.configMaps.start();
  }

  /** Lists every namespace again; waits for none. */
  resync(): void {
    this.configMaps.resync();
  }

  /** Ends every timer; the watches end with the operator. */
  stop(): void {
    this.configMaps.stop();
  }

  /** Watches where it publishes, and looks again at those that publish to the same place. */
  #featureSetChanged({ key, before, after }: DeclarationChange<'FeatureSet'>): void {
    if (!after) this.forget(key);
    const { namespace = '' } = splitKey(key);
    const [publishing] = this.#options.declarations.stores.FeatureSet.keysBy('publishesIn', namespace);
    this.configMaps.follow(namespace, publishing !== undefined);
    const [left, taken] = [targetOf(before), targetOf(after)];
    if (left === taken) return;
    const others = new Set([...this.#publishersTo(left), ...this.#publishersTo(taken)]);
    others.delete(key);
    this.#lookAt(others);
  }

  /** A ConfigMap changed, which is of `owner` now, or, with no name, all that is known of a namespace. */
  #configMapChanged(namespace: string, name: string | undefined, owner: string | undefined): void {
    const { FeatureSet: featureSets } = this.#options.declarations.stores;
    if (name === undefined) {
      for (const key of [...featureSets.keysBy('publishesIn', namespace)]) this.tell(key);
      return;
    }
    const publishers = this.#publishersTo(objectKey({ namespace, name }));
    this.#lookAt(publishers);
    // Somebody may have given it one that it does not ask for.
    const owners = owner === undefined ? [] : [...featureSets.keysBy('publisher', owner)];
    for (const key of owners) if (!publishers.includes(key)) this.tell(key);
  }

  /** Tells of them; that someone else had the place was so before. */
  #lookAt(keys: Iterable<string>): void {
    for (const key of keys) {
      if (this.failureOf(key)?.kind === 'NotOwned') this.forget(key);
      this.tell(key);
    }
  }

  #publishersTo(target: string | undefined): string[] {
    const { FeatureSet: featureSets } = this.#options.declarations.stores;
    return target === undefined ? [] : [...featureSets.keysBy('publishesTo', target)];
  }
}

/** Where a FeatureSet publishes, as long as nobody deletes it. */
function targetOf(declaration: FeatureSetDeclaration | undefined): string | undefined {
  if (!declaration?.parsed.valid) return undefined;
  const { metadata, spec } = declaration.parsed.object;
  if (!spec.publish || metadata.deletionTimestamp !== undefined) return undefined;
  return objectKey({ namespace: metadata.namespace, name: spec.publish.configMap });
}
