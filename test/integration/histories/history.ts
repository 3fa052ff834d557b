import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { KIND_NAMES, KINDS } from '../../../src/api/kinds.ts';
import { CONSENT, OWNER_LABEL, PUBLISHER_ROLE, READER_ROLE } from '../../../src/api/marks.ts';
import { GROUP } from '../../../src/api/schema.ts';
import { resourcePath } from '../../../src/kube/object.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { policy } from '../cluster/declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';
import * as draw from './history-objects.ts';
import { resourceOf, type HistoryServer } from './history-server.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';
import type { SeededRandom } from './seeded-random.ts';
import { until } from '../../support/until.ts';

const crds = path.resolve(import.meta.dirname, '../../../crds');

/** Operations drawn from a seed, done one after the other or side by side while an operator runs, dies and comes back. */
export class History {
  /** What was done, for whoever has to find out. */
  readonly told: string[] = [];
  readonly operators: OperatorProcess[] = [];
  readonly #cluster: Cluster;
  readonly #server: HistoryServer;
  #random: SeededRandom;
  /** What concerns the whole server or the whole operator is done one at a time. */
  #upheaval = false;

  constructor(cluster: Cluster, server: HistoryServer, random: SeededRandom) {
    this.#cluster = cluster;
    this.#server = server;
    this.#random = random;
    this.operators.push(cluster.operator());
  }

  /** The one that runs. */
  get operator(): OperatorProcess {
    const last = this.operators.at(-1);
    if (!last) throw new Error('a history begins with an operator');
    return last;
  }

  /** Declares every component and installs them, then does `count` operations, of which `upheavals` (a share) concern the whole server. */
  async play(random: SeededRandom, count: number, upheavals: number): Promise<void> {
    this.#random = random;
    this.told.length = 0;
    for (const component of draw.COMPONENTS) {
      if (component !== 'kubernetes') await this.#server.put(draw.drawnPolicy(random, component));
      for (const name of draw.GATES) await this.#server.put(draw.drawnGate(random, component, name));
    }
    for (const namespace of draw.NAMESPACES) {
      if (random.chance(0.8)) await this.#server.grant(namespace, PUBLISHER_ROLE);
      for (const name of draw.SETS) await this.#server.put(draw.drawnSet(random, namespace, name));
    }
    const width = random.pick([1, 2, 4]);
    const pauseMs = random.pick([0, 10, 50]);
    let left = count;
    const actor = async (): Promise<void> => {
      while (left-- > 0) {
        await this.#operate(upheavals);
        await sleep(random.below(pauseMs + 1));
      }
    };
    await Promise.all(Array.from({ length: width }, actor));
  }

  /** Makes most of it sound, waits until the operator has answered, and then changes nothing but what was published. */
  async tamper(random: SeededRandom, count: number): Promise<void> {
    this.#random = random;
    const installed = draw.NAMESPACES.flatMap((namespace) =>
      draw.SETS.map((name) => draw.soundSet(random, namespace, name)),
    );
    for (const namespace of draw.NAMESPACES) await this.#server.grant(namespace, PUBLISHER_ROLE);
    for (const component of draw.COMPONENTS) {
      await this.#server.put(policy(component));
      for (const name of draw.GATES) await this.#server.put(gate(component, name, ['1.30 Beta']));
    }
    for (const set of installed) {
      // What others hold back from being deleted would never be made anew.
      await this.#server.patch(set, { metadata: { finalizers: null } });
      await until(async () => {
        await this.#server.put(set);
        return this.#cluster.answered(set);
      });
    }
    await until(async () => this.operator.isIdle());
    for (let done = 0; done < count; done++) await this.#target(random.pick(draw.NAMESPACES));
  }

  async #operate(upheavals: number): Promise<void> {
    const random = this.#random;
    const namespace = random.pick(draw.NAMESPACES);
    if (random.chance(upheavals) && !this.#upheaval) {
      this.#upheaval = true;
      return this.#upset(namespace).finally(() => (this.#upheaval = false));
    }
    const kinds: readonly [share: number, work: () => Promise<void>][] = [
      [40, async () => this.#set(namespace)],
      [15, async () => this.#component(random.pick(draw.COMPONENTS))],
      [13, async () => this.#source(namespace)],
      [24, async () => this.#target(namespace)],
      [8, async () => this.#namespace(namespace)],
    ];
    let at = random.below(100);
    for (const [share, work] of kinds) {
      if (at < share) return work();
      at -= share;
    }
  }

  async #set(namespace: string): Promise<void> {
    const random = this.#random;
    const drawn = draw.drawnSet(random, namespace, random.pick(draw.SETS));
    const spec = async (body: object): Promise<void> => this.#server.patch(drawn, { spec: body });
    const rounds = Array.from({ length: 2 + random.below(4) }, () => draw.drawnOverrides(random));
    const ways: Record<string, () => Promise<void>> = {
      put: async () => this.#server.put(drawn),
      again: async () => this.#server.put(drawn),
      recreate: async () => this.#server.recreate(drawn),
      remove: async () => this.#server.remove(drawn),
      flurry: async () => {
        for (const overrides of rounds) await spec({ overrides });
      },
      publish: async () => spec({ publish: draw.drawnPublish(random) }),
      unpublish: async () => spec({ publish: null }),
      sources: async () => spec({ sources: random.chance(0.8) ? [draw.drawnSource(random)] : [] }),
      finalizers: async () =>
        this.#server.patch(drawn, { metadata: { finalizers: random.pick([null, ['example.org/mine']]) } }),
    };
    await this.#do(ways, `FeatureSet ${namespace}/${drawn.metadata.name} ${JSON.stringify(drawn['spec'])}`);
  }

  async #component(component: string): Promise<void> {
    const random = this.#random;
    const drawn = random.pick([
      draw.drawnGate(random, component, random.pick(draw.GATES)),
      draw.drawnGate(random, component, random.pick(draw.GATES)),
      draw.drawnPlugin(random, component, random.pick(draw.PLUGINS)),
      draw.drawnPolicy(random, component),
    ]);
    await this.#do(this.#usual(drawn), `${drawn.kind} ${drawn.metadata.name} ${JSON.stringify(drawn['spec'])}`);
  }

  async #source(namespace: string): Promise<void> {
    const drawn = draw.drawnSourceMap(this.#random, namespace);
    const label = async (value: string | null): Promise<void> =>
      this.#server.patch(drawn, { metadata: { labels: { [CONSENT.label]: value } } });
    const ways = { ...this.#usual(drawn), label: async () => label(CONSENT.value), unlabel: async () => label(null) };
    await this.#do(ways, `source ${namespace}/${drawn.metadata.name} ${JSON.stringify(drawn['data'])}`);
  }

  /** What people do to a ConfigMap that something is published to. */
  async #target(namespace: string): Promise<void> {
    const random = this.#random;
    const metadata = { name: random.pick(draw.TARGETS), namespace };
    const target: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    const theirs = { ...target, data: { FlagString: 'A=true' } };
    const patch = (body: object) => async () => this.#server.patch(target, body);
    const own = async (): Promise<void> => {
      const set = draw.featureSet(namespace, random.pick(draw.SETS));
      const found = await this.#server.ask('GET', resourcePath(resourceOf('FeatureSet'), set.metadata));
      const uid = found?.metadata.uid;
      if (uid !== undefined) await this.#server.patch(target, { metadata: { labels: { [OWNER_LABEL]: uid } } });
    };
    await this.#do(
      {
        theirs: async () => this.#server.put(theirs),
        remove: async () => this.#server.remove(target),
        edit: patch({ data: { FlagString: random.pick(['A=false', 'Ghost=true']) } }),
        empty: patch({ data: null }),
        annotate: patch({ metadata: { annotations: { 'stagegate.dev/generation': random.pick(['1', null]) } } }),
        mark: patch({ metadata: { annotations: { 'example.org/mine': String(random.below(9)) } } }),
        binary: patch({ binaryData: random.pick([{ other: 'eA==' }, null]) }),
        disown: patch({ metadata: { labels: { [OWNER_LABEL]: null } } }),
        own,
      },
      `target ${namespace}/${target.metadata.name}`,
    );
  }

  async #namespace(name: string): Promise<void> {
    const tier = this.#random.pick(['gold', 'tin', null]);
    const self: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const ways = {
      label: async () => this.#server.patch(self, { metadata: { labels: { tier } } }),
      reader: async () => this.#server.grant(name, READER_ROLE),
      publisher: async () => this.#server.grant(name, PUBLISHER_ROLE),
    };
    await this.#do(ways, `namespace ${name}`);
  }

  #usual(drawn: Manifest) {
    return {
      put: async () => this.#server.put(drawn),
      again: async () => this.#server.put(drawn),
      'once more': async () => this.#server.put(drawn),
      recreate: async () => this.#server.recreate(drawn),
      remove: async () => this.#server.remove(drawn),
    };
  }

  async #upset(namespace: string): Promise<void> {
    const random = this.#random;
    const kind = random.pick(KIND_NAMES);
    const { plane } = this.#cluster;
    const kill = async (): Promise<void> => {
      await this.operator.kill();
      await sleep(random.below(300));
      this.operators.push(this.#cluster.operator());
    };
    const ways = {
      'kill operator': kill,
      'kill operator again': kill,
      'kill API server': async () => {
        await plane.killApiServer();
        await sleep(random.below(1000));
        await plane.restartApiServer();
      },
      'remake namespace': async () => this.#server.remakeNamespace(namespace),
      'remake kind': async () => {
        await this.#server.removeKind(kind);
        const { plural } = KINDS[kind];
        const file = `${crds}/${GROUP}_${plural}.yaml`;
        await until(async () => (await plane.kubectl(['apply', '-f', file])).code === 0);
        await until(async () => (await this.#server.ask('GET', resourcePath(resourceOf(kind)))) !== undefined);
      },
    };
    await this.#do(ways, `${namespace} ${kind}`);
  }

  async #do(ways: Readonly<Record<string, () => Promise<void>>>, about: string): Promise<void> {
    const way = this.#random.pick(Object.keys(ways));
    this.told.push(`${new Date().toISOString()} ${way} ${about}`);
    await ways[way]?.();
  }
}
